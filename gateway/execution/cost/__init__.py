"""What an operation costs, as the directives @cost and @listSize say: known before anything runs, and counted in the answer.

`weights` reads the directives, `pricing` turns an operation into what its cost depends on, `estimate` computes it for the values of
the variables, `counting` counts an answer, `charging` holds a request to its limit.
"""
