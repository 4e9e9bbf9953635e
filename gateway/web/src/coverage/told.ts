import type { Coverage, Rate, Target } from "../disagreements/disagreement.ts";

export interface DocumentedRate extends Rate {
  readonly document: string | null;
}

export interface DepartmentCoverage {
  readonly department: { readonly key: string; readonly name: string };
  readonly fields: number;
  readonly businessCoverage: DocumentedRate;
  readonly digitalAccess: DocumentedRate;
}

export interface CityCoverage extends Coverage {
  readonly departments: readonly DepartmentCoverage[];
}

export interface CoverageData {
  readonly coverage: CityCoverage;
}

/** The departments by a rate, who lags first; those without a figure at the end. */
export function laggingFirst(departments: readonly DepartmentCoverage[], rate: Measured): readonly DepartmentCoverage[] {
  return departments.toSorted((one, other) => (one[rate].value ?? 2) - (other[rate].value ?? 2));
}

export type Measured = "businessCoverage" | "digitalAccess";

/** The targets that say a rate; the one chosen is the first that is not met, where nobody has chosen. */
export function chosenTarget(targets: readonly Target[], year: string | null): Target | null {
  const rated = targets.filter(({ targetCoverage }) => targetCoverage !== null);
  return rated.find((target) => String(target.year) === year) ?? rated.find(({ met }) => met !== true) ?? rated.at(-1) ?? null;
}
