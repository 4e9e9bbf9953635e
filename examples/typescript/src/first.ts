import { ask, Refused } from "./ask.js";
import { GradedDocument, SubjectDocument } from "./generated/graphql.js";

const { entities } = await ask(GradedDocument, { first: 1 });
console.log(`评为 D 的企业 / graded D: ${entities.totalCount}\n`);
const example = process.argv[2] ?? entities.nodes[0]?.uscc;
if (!example) throw new Error("没有评为 D 的企业，请给一个代码 / no enterprise is graded D, give a code");

const { entity } = await ask(SubjectDocument, { uscc: example });
if (!entity) {
  console.log(`没有这家企业 / no such enterprise: ${example}`);
} else {
  const { gradeView, measures } = entity;
  console.log(`${entity.displayName}（${example}）最好 / best ${gradeView.highest ?? "—"}，最差 / worst ${gradeView.lowest ?? "—"}`);
  for (const { grade, item, department } of gradeView.grades) {
    console.log(`  ${grade}  ${department?.name ?? "—"}：${item?.name ?? "综合评价 / composite"}`);
  }
  console.log("适用的措施 / measures that apply");
  for (const { grade, measure } of measures.applied) console.log(`  ${grade}  ${measure.name}（${measure.direction}）`);
  for (const { reason, measure } of measures.withheld) console.log(`  不适用 / withheld：${measure.name}（${reason}）`);
}

try {
  await ask(SubjectDocument, { uscc: "915001050000000000" });
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.log(`\n写错的代码 / a wrong code → ${error.code}`);
}
