import { useAnswer } from "../api/use_answer.ts";
import names from "./department_names.graphql?raw";

export interface DepartmentName {
  readonly key: string;
  readonly name: string;
}

/** The departments, in the plan's order; empty until they have come. */
export function useDepartmentNames(): readonly DepartmentName[] {
  const { outcome } = useAnswer<{ readonly departments: readonly DepartmentName[] }>(names, {});
  return outcome?.kind === "answered" ? outcome.data.departments : [];
}
