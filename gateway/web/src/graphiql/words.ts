import type { Language } from "../language/language.tsx";

/** The playground's own texts; GraphiQL's are English. */
export const WORDS = {
  zh: {
    title: "现成的操作",
    intro: "选一个，打开在新的标签页里，按 ▶ 运行。令牌和案件在页面的“身份”里填。",
    other: "English",
    run: "运行后，这里有成本和计划。",
    cost: "成本",
    estimated: "估计",
    actual: "实际",
    limit: "上限",
    unlimited: "无",
    plan: "计划",
    personas: {
      officer: "部门人员",
      investigator: "检查人员",
      credit_office: "信用主管部门",
      representative: "企业代表",
      integration: "系统对接",
    },
  },
  en: {
    title: "Ready-made operations",
    intro: "Choose one: it opens in a tab of its own, ▶ runs it. Token and case are given under “Identity” of the page.",
    other: "中文",
    run: "Cost and plan are shown here once something was run.",
    cost: "Cost",
    estimated: "estimated",
    actual: "actual",
    limit: "limit",
    unlimited: "none",
    plan: "Plan",
    personas: {
      officer: "Department officer",
      investigator: "Investigator",
      credit_office: "Credit office",
      representative: "Representative",
      integration: "Integration",
    },
  },
} as const satisfies Record<Language, unknown>;

export type Persona = keyof (typeof WORDS)["zh"]["personas"];
