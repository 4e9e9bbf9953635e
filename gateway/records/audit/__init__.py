"""The audit trail (查询和变更的留痕): who looked at what, what was refused, what was changed; written down before the answer leaves.

`line` is what is written down, `chain` ties the lines together, `trail` writes them in groups, `anchors` keeps the ends of the
chains outside the table, `verifying` finds what was changed, `auditing` stands around every operation, `looks` tells a subject.
"""
