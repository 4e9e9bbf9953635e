import { useCallback, useState, type ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { taskList } from "../export/lists.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf, changed, movesSoFar, useAddress } from "../navigation/address.ts";
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

/** Who was drawn, for what, and who goes; the one whom the address names alone. Of another department's draw nothing is told. */
export function TasksPart({ draw, round }: { readonly draw: string; readonly round: number }): ReactNode {
  const texts = useTexts();
  const { draws } = texts;
  const { parameters } = useAddress();
  const subject = parameters.get("task");
  const role = useIdentity()?.role ?? "";
  const [recorded, setRecorded] = useState(0);
  return (
    <QuestionSection<Data>
      id="tasks"
      list={taskList(texts)}
      heading={draws.tasks}
      document={document}
      variables={{ draw, subject, after: parameters.get("tasks") }}
      round={round + recorded}
    >
      {({ sampleDraw }) => {
        const tasks = sampleDraw?.tasks ?? null;
        if (tasks === null || tasks.totalCount === 0) return <p role="status">{draws.noTasks}</p>;
        return (
          <>
            {subject === null ? (
              <p role="status">{draws.drawn(tasks.totalCount)}</p>
            ) : (
              <p>
                <Link to={changed({ task: null, tasks: null })}>{draws.everyTask}</Link>
              </p>
            )}
            <TaskTable tasks={tasks.edges.map(({ node }) => node)} named={subject} />
            <Pager parameter="tasks" connection={tasks} />
            {DRAWERS.includes(role) && <Recording tasks={tasks.edges.map(({ node }) => node)} again={() => setRecorded((now) => now + 1)} />}
          </>
        );
      }}
    </QuestionSection>
  );
}

interface Tasks {
  readonly tasks: readonly Task[];
  /** The key of the subject to whose task the address leads. */
  readonly named: string | null;
}

function TaskTable({ tasks, named }: Tasks): ReactNode {
  const { draws } = useTexts();
  const reached = useCallback((row: HTMLTableRowElement | null): void => {
    if (movesSoFar() > 0) row?.focus();
  }, []);
  return (
    <div className="wide-table" tabIndex={0} role="group" aria-label={draws.tasks}>
      <table className="table drawn-tasks">
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
            <tr
              key={task.key}
              {...(task.subject.key === named && { ref: reached, tabIndex: -1, className: "chosen", "aria-current": "true" as const })}
            >
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
