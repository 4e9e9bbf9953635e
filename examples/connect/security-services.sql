-- 一个没有人见过的系统:保安服务信用管理(编造的数据)。PostgreSQL。
-- A system that nobody has seen before: credit of security services (made-up data). PostgreSQL.

CREATE TABLE dm_pjdj (djdm char(1) PRIMARY KEY, djmc varchar(20) NOT NULL);
COMMENT ON TABLE dm_pjdj IS '评价等级代码';
INSERT INTO dm_pjdj VALUES ('1', '优秀'), ('2', '良好'), ('3', '中等'), ('4', '差');

CREATE TABLE bagsxx (
  gsid integer PRIMARY KEY,
  gsmc varchar(100) NOT NULL,
  xydm varchar(18),
  lxdh varchar(20)
);
COMMENT ON TABLE bagsxx IS '保安公司信息';
COMMENT ON COLUMN bagsxx.gsmc IS '公司名称';
COMMENT ON COLUMN bagsxx.xydm IS '统一社会信用代码';
COMMENT ON COLUMN bagsxx.lxdh IS '联系电话';
INSERT INTO bagsxx VALUES
  (1, '渝信示例安达保安服务有限公司', '919950990800000014', '13800000001'),
  (2, '渝信示例长盾保安服务有限公司', '919950990800000027', '13800000002'),
  (3, '渝信示例嘉卫保安服务有限公司', '91995099080000003A', '13800000003'),
  (4, '渝信示例金锁保安服务有限公司', '91995099080000004D', '13800000004'),
  (5, '渝信示例护航保安服务有限公司', '91995099080000005G', '13800000005'),
  (6, '渝信示例恒安保安服务有限公司', '91995099080000006K', '13800000006'),
  (7, '渝信示例磐石保安服务有限公司', '91995099080000007N', '13800000007'),
  (8, '渝信示例铁流保安服务有限公司', '91995099080000008R', '13800000008'),
  (9, '渝信示例云哨保安服务有限公司', '91995099080000009W', '13800000009'),
  (10, '渝信示例天眼保安服务有限公司', '919950990800000102', '13800000010'),
  (11, '渝信示例守望保安服务有限公司', '919950990800000115', '13800000011'),
  (12, '渝信示例平川保安服务有限公司', '919950990800000128', '13800000012');

CREATE TABLE bagspj (
  pjid bigint PRIMARY KEY,
  gsid integer NOT NULL REFERENCES bagsxx (gsid),
  pjjg char(1),
  zf numeric(5, 1),
  pjrq varchar(8),
  yxqz varchar(8),
  wh varchar(40),
  sfsc boolean NOT NULL DEFAULT false,
  gxsj timestamp NOT NULL
);
COMMENT ON TABLE bagspj IS '保安公司信用评价';
COMMENT ON COLUMN bagspj.pjjg IS '评价结果';
COMMENT ON COLUMN bagspj.zf IS '总分';
COMMENT ON COLUMN bagspj.pjrq IS '评价日期,如 20230821';
COMMENT ON COLUMN bagspj.yxqz IS '有效期至';
COMMENT ON COLUMN bagspj.wh IS '文号';
COMMENT ON COLUMN bagspj.sfsc IS '是否删除';
COMMENT ON COLUMN bagspj.gxsj IS '更新时间,北京时间';
INSERT INTO bagspj VALUES
  (101, 1, '2', 81.0, '20240902', '20300831', '渝公保评〔2024〕1号', false, '2024-09-11 09:30:00'),
  (102, 2, '2', 81.0, '20240903', '20300831', '渝公保评〔2024〕2号', false, '2024-09-12 09:30:00'),
  (103, 3, '3', 66.5, '20240904', '20300831', '渝公保评〔2024〕3号', false, '2024-09-13 09:30:00'),
  (104, 4, '1', 93.5, '20240905', '20300831', '渝公保评〔2024〕4号', false, '2024-09-14 09:30:00'),
  (105, 5, '2', 81.0, '20240906', '20300831', '渝公保评〔2024〕5号', false, '2024-09-15 09:30:00'),
  (106, 6, '2', 81.0, '20240907', '20300831', '渝公保评〔2024〕6号', false, '2024-09-16 09:30:00'),
  (107, 7, '4', 48.0, '20240908', '20300831', '渝公保评〔2024〕7号', false, '2024-09-17 09:30:00'),
  (108, 8, '1', 93.5, '20240909', '20300831', '渝公保评〔2024〕8号', false, '2024-09-18 09:30:00'),
  (109, 9, '2', 81.0, '20240231', '20300831', '渝公保评〔2024〕9号', false, '2024-09-19 09:30:00'),
  (110, 10, '2', 81.0, '20240911', '20300831', '渝公保评〔2024〕10号', false, '2024-09-20 09:30:00'),
  (111, 11, '3', 66.5, '20240912', '20300831', '渝公保评〔2024〕11号', true, '2024-09-21 09:30:00'),
  (112, 12, '1', 93.5, '20240913', '20300831', '渝公保评〔2024〕12号', false, '2024-09-22 09:30:00');
