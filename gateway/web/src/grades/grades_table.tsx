import type { ReactNode } from "react";
import { Chinese, useTexts } from "../language/language.tsx";
import { GradeLadder } from "../question/grade_mark.tsx";
import { contradictions, type Contradiction, type DepartmentGrades, type GradeView, type ItemGrade } from "./grade_view.ts";

/** Departments × items: a group of rows a department, a row an item. */
export function GradesTable({ view }: { readonly view: GradeView }): ReactNode {
  const { grades } = useTexts();
  return (
    <table className="grades">
      <caption className="visually-hidden">{grades.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{grades.item}</th>
          <th scope="col">{grades.grade}</th>
          <th scope="col">{grades.native}</th>
          <th scope="col">{grades.validity}</th>
        </tr>
      </thead>
      {view.byDepartment.map((each) => (
        <DepartmentRows key={each.department.name} department={each} view={view} />
      ))}
    </table>
  );
}

function DepartmentRows({ department, view }: { readonly department: DepartmentGrades; readonly view: GradeView }): ReactNode {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={4}>
          <Chinese>{department.department.name}</Chinese>
        </th>
      </tr>
      {department.grades.map((grade) => (
        <ItemRows key={grade.item.key} grade={grade} contradicted={contradictions(view, grade.item.key)} />
      ))}
    </tbody>
  );
}

interface Judged {
  readonly grade: ItemGrade;
  readonly contradicted: readonly Contradiction[];
}

function ItemRows({ grade, contradicted }: Judged): ReactNode {
  const { grades } = useTexts();
  return (
    <>
      <tr className={contradicted.length > 0 ? "noted" : undefined}>
        <th scope="row">
          <Chinese>{grade.item.name}</Chinese>
          {grade.expired && <span className="chip expired">{grades.expired}</span>}
          {grade.suspended && <span className="chip expired">{grades.suspended}</span>}
          {contradicted.length > 0 && <span className="chip discrepant">{grades.discrepant}</span>}
        </th>
        <td>
          <GradeLadder grade={grade.grade} expired={grade.expired} />
        </td>
        <td>
          {grade.nativeGrade !== null && <Chinese>{grade.nativeGrade}</Chinese>}
          {grade.score !== null && <small>{grades.score(grade.score)}</small>}
        </td>
        <td className="days">
          {grade.evaluatedOn} <small>{grades.until(grade.validUntil)}</small>
        </td>
      </tr>
      {contradicted.length > 0 && (
        <tr className="note">
          <td colSpan={4}>{grades.apartFrom(contradicted.map(({ levels, other }) => grades.apart(other.name, levels)))}</td>
        </tr>
      )}
    </>
  );
}
