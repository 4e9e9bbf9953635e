import type { Grade } from "../question/grade_mark.tsx";
import type { GraphNode } from "./picture.ts";

/** How grades look, in colour and in shape, so that neither is needed to tell them; the same on the canvas and in a picture. */
export type Shape = "ellipse" | "rectangle" | "diamond" | "triangle";

export interface Look {
  readonly colour: string;
  readonly shape: Shape;
}

const GRADES: Readonly<Record<Grade, Look>> = {
  A: { colour: "#176c43", shape: "ellipse" },
  B: { colour: "#1f5b9e", shape: "rectangle" },
  C: { colour: "#8f5200", shape: "diamond" },
  D: { colour: "#a3262a", shape: "triangle" },
};
const NOBODY: Look = { colour: "#6b7686", shape: "ellipse" };

export const INK = "#1b2430";
export const LINE = "#7c8798";
export const PATH = "#a3262a";
export const SIZE = 30;

export const lookOf = (grade: Grade | null): Look => (grade === null ? NOBODY : GRADES[grade]);

/** What stands at a node: its worst grade, its name, and how many relations are not drawn. */
export function labelOf({ displayName, gradeView: { lowest }, hidden }: GraphNode): string {
  return `${lowest === null ? "" : `${lowest}·`}${displayName}${hidden ? ` +${hidden}` : ""}`;
}

export const percent = (share: number): string => `${Math.round(share * 10_000) / 100} %`;
