"""The ten demo subjects and what each of them shows. `subjects.yaml` has what is known of them, in the same order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoSubject:
    """A made-up subject with a story that the rules make true. A person's name is masked."""

    key: str
    name: str
    story_zh: str
    story_en: str


DEMO_SUBJECTS = (
    DemoSubject(
        "uscc:91995099000000019D",
        "渝信示例粮油有限公司",
        "五项评价全是 A:各项激励措施都适用",
        "A throughout: every incentive applies",
    ),
    DemoSubject(
        "uscc:919950990000000278",
        "渝信示例保健食品有限公司",
        "D 级而没有失信行为事实:五项限制性措施一律不得采取",
        "D without a dishonesty fact: all five restrictive measures are withheld",
    ),
    DemoSubject(
        "uscc:919950990000000353",
        "渝信示例路桥工程有限公司",
        "D 级,有严重失信事实和法律依据:行业禁入等四项适用,公共资源投放限制没有依据",
        "D with a serious fact and the law behind it: four restrictions apply, the fifth has no legal basis",
    ),
    DemoSubject(
        "uscc:91995099000000043X",
        "渝信示例商贸有限公司",
        "D 级而失信行为轻微:避免小过重惩,限制性措施不予采取",
        "D with a minor fact only: restricting would be disproportionate",
    ),
    DemoSubject(
        "uscc:91995099000000051Q",
        "渝信示例化工有限公司",
        "等级全部过期:不产生任何措施",
        "Every grade has expired: none brings anything",
    ),
    DemoSubject(
        "uscc:9199509900000006XG",
        "渝信示例置业有限公司",
        "房地产开发评 A,水土保持列入黑名单:相差三档,待复核",
        "A in property development, blacklisted in soil conservation: three levels apart, to be reviewed",
    ),
    DemoSubject(
        "person:de300000000000000000000000000007",
        "周**",
        "自然人(医师):只有本人执业的评价,没有综合评价",
        "A natural person (a doctor): graded on the own practice, never by the composite",
    ),
    DemoSubject(
        "uscc:91995099000000086B",
        "渝信示例粮油有限公司万州分公司",
        "分公司:评的是自己的 B,不沿用总公司的 A",
        "A branch: its own B, not its head office's A",
    ),
    DemoSubject(
        "uscc:12995099000000094B",
        "渝信示例卫生院",
        "没有部门评价过:没有等级,也不当作 B",
        "Graded by nobody: no grade at all, which is not a B",
    ),
    DemoSubject(
        "uscc:91995099000000107U",
        "渝信示例机械制造有限公司",
        "七年的历史:逐年改善,一次误评 D 已更正,由此产生的等级差异已关闭",
        "Seven years of history: better year by year, one D by mistake corrected, its discrepancies closed",
    ),
)
