import type { Grade } from "../question/grade_mark.tsx";

/** What is drawn: subjects and the relations among them, put together from several answers. */
export interface Picture {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly paths: readonly GraphPath[];
  /** Whether an answer had to leave subjects out. */
  readonly cut: boolean;
}

export interface GraphNode extends GraphSubject {
  /** How many more relations it has than are drawn; null where nobody has counted. */
  readonly hidden: number | null;
}

export interface GraphSubject {
  readonly key: string;
  readonly displayName: string;
  readonly kind: string;
  readonly gradeView: { readonly lowest: Grade | null };
}

export interface GraphEdge {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly share: number | null;
}

export interface GraphPath {
  readonly length: number;
  readonly share: number | null;
  readonly subjects: readonly GraphSubject[];
  readonly steps: readonly { readonly relations: readonly GraphEdge[] }[];
}

export interface Neighbourhood {
  readonly cut: boolean;
  readonly nodes: readonly { readonly hidden: number; readonly subject: GraphSubject }[];
  readonly edges: readonly GraphEdge[];
}

export const edgeKey = ({ kind, from, to }: GraphEdge): string => `${kind} ${from} ${to}`;

/** One picture of several neighbourhoods and of the paths; each subject and each relation once. */
export function picture(neighbourhoods: readonly Neighbourhood[], paths: readonly GraphPath[]): Picture {
  const subjects = new Map<string, GraphSubject>();
  const edges = new Map<string, GraphEdge>();
  const relations = new Map<string, number>();
  for (const { nodes, edges: among } of neighbourhoods) {
    for (const edge of among) edges.set(edgeKey(edge), edge);
    for (const { subject, hidden } of nodes) {
      subjects.set(subject.key, subject);
      const has = hidden + degree(among, subject.key);
      relations.set(subject.key, Math.max(has, relations.get(subject.key) ?? 0));
    }
  }
  for (const path of paths) {
    for (const subject of path.subjects) if (!subjects.has(subject.key)) subjects.set(subject.key, subject);
    for (const edge of path.steps.flatMap((step) => step.relations)) edges.set(edgeKey(edge), edge);
  }
  const drawn = [...edges.values()];
  const nodes = [...subjects.values()].map((subject) => {
    const has = relations.get(subject.key);
    return { ...subject, hidden: has === undefined ? null : Math.max(0, has - degree(drawn, subject.key)) };
  });
  return { nodes, edges: drawn, paths, cut: neighbourhoods.some(({ cut }) => cut) };
}

/** What the subjects are called, by their keys. */
export function namesOf(subjects: readonly GraphSubject[]): Readonly<Record<string, string>> {
  return Object.fromEntries(subjects.map(({ key, displayName }) => [key, displayName]));
}

/** The relations on any of the paths. */
export function onPaths(paths: readonly GraphPath[]): ReadonlySet<string> {
  return new Set(paths.flatMap((path) => path.steps.flatMap((step) => step.relations.map(edgeKey))));
}

function degree(edges: readonly GraphEdge[], key: string): number {
  return edges.filter(({ from, to }) => from === key || to === key).length;
}
