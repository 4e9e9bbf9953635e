"""一家企业、评为 D 的企业和差异最大的主体 / one enterprise, those graded D, and an error by its code: `python first.py [USCC]`."""

import sys
from itertools import islice

from client import Client, Refused

EXAMPLE = "919950990000000353"
ENTITY = """query ($uscc: USCC!) {
  entity(uscc: $uscc) {
    displayName
    gradeView { highest lowest grades { grade item { name } department { name } } discrepancies { levels } }
  }
}"""
GRADED_D = """query ($first: Int!, $after: String) {
  entities(filter: {grades: [D]}, orderBy: [{field: KEY}], first: $first, after: $after) {
    nodes { uscc displayName district }
    pageInfo { hasNextPage endCursor }
  }
}"""


def main() -> None:
    uscc = sys.argv[1] if len(sys.argv) > 1 else EXAMPLE
    with Client() as yuxin:
        entity = yuxin.ask(ENTITY, uscc=uscc)["entity"]
        if entity is None:
            print(f"没有这家企业 / no such enterprise: {uscc}")
        else:
            view = entity["gradeView"]
            print(f"{entity['displayName']}：{len(view['discrepancies'])} 处等级差异 / discrepancies")
            for grade in view["grades"]:
                print(f"  {grade['grade']}  {grade['department']['name']}：{grade['item']['name']}")

        graded = yuxin.pages(GRADED_D, "entities", first=10)
        print("\n评为 D 的 / graded D")
        for found in islice(graded, 5):
            print(f"  {found['uscc']}  {found['displayName']}")
        print(f"  …还有 {sum(1 for _ in graded)} 家，一页一页读完 / more, read page by page")

        try:
            yuxin.ask(ENTITY, uscc="915001050000000000")
        except Refused as refused:
            print(f"\n写错的代码 / a wrong code → {refused.code}: {refused}")


if __name__ == "__main__":
    main()
