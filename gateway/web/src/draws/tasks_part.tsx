import { useState, type ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { taskList } from "../export/lists.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { GradeMark } from "../question/grade_mark.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { subjectParts } from "../subject/key.ts";
import { Pager } from "../subject/part.tsx";
import type { Connection } from "../subject/told.ts";
import { DRAWERS, type Task } from "./drawn.ts";
import { Recording } from "./recording.tsx";
import document from "./tasks.graphql?raw";

interface Data {
  readonly sampleDraw: { readonly tasks: Connection<Task> | null } | null;
}

/** Who was drawn, for what, and who goes; of another department's draw nothing is told. */
export function TasksPart({ draw, round }: { readonly draw: string; readonly round: number }): ReactNode {
  const texts = useTexts();
  const { draws } = texts;
  const { parameters } = useAddress();
  const role = useIdentity()?.role ?? "";
  const [recorded, setRecorded] = useState(0);
  return (
    <QuestionSection<Data>
      id="tasks"
      list={taskList(texts)}
      heading={draws.tasks}
      document={document}
      variables={{ draw, after: parameters.get("tasks") }}
      round={round + recorded}
    >
      {({ sampleDraw }) => {
        const tasks = sampleDraw?.tasks ?? null;
        if (tasks === null || tasks.totalCount === 0) return <p role="status">{draws.noTasks}</p>;
        return (
          <>
            <p role="status">{draws.drawn(tasks.totalCount)}</p>
            <TaskTable tasks={tasks.edges.map(({ node }) => node)} />
            <Pager parameter="tasks" connection={tasks} />
            {DRAWERS.includes(role) && <Recording tasks={tasks.edges.map(({ node }) => node)} again={() => setRecorded((now) => now + 1)} />}
          </>
        );
      }}
    </QuestionSection>
  );
}

function TaskTable({ tasks }: { readonly tasks: readonly Task[] }): ReactNode {
  const { draws } = useTexts();
  return (
    <div className="wide-table" tabIndex={0} role="group" aria-label={draws.tasks}>
      <table className="table">
        <caption className="visually-hidden">{draws.tasks}</caption>
        <thead>
          <tr>
            <th scope="col">{draws.subject}</th>
            <th scope="col">{draws.items}</th>
            <th scope="col">{draws.method}</th>
            <th scope="col">{draws.who}</th>
            <th scope="col">{draws.state}</th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <tr key={task.key}>
              <th scope="row">
                <Link to={addressOf(subjectParts(task.subject.key))}>
                  <Chinese>{task.subject.displayName}</Chinese>
                </Link>{" "}
                {task.district !== null && <small lang="zh-CN">{task.district}</small>}
              </th>
              <td>
                {task.items.map(({ grade, item, inspected }) => (
                  <p key={item?.name}>
                    <GradeMark grade={grade} /> <Chinese>{item?.name}</Chinese>{" "}
                    {inspected && <span className="chip met">{draws.inspected}</span>}
                  </p>
                ))}
              </td>
              <td>{word(draws.methods, task.method)}</td>
              <td>{task.inspectors.join(" ") || "—"}</td>
              <td>{word(draws.taskStates, task.state)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
