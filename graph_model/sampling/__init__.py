"""Double-random sampling (“双随机、一公开”, plan 任务 9): objects and inspectors drawn so that anybody can recompute it.

rates → pool → lots → visits → record; `drawing` is the two steps over them, `verifying` recomputes a file (docs/sampling.md).
"""
