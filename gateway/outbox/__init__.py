"""The outbox (按需推送): what the graph records goes to subscribers, in its order, at least once, signed.

    feed       the changes behind a cursor, in the order of recording
    selection  which of them a subscriber wants
    payload    what of them leaves the house
    ledger     the letter and the cursor, written together before anything is sent
    posting    one attempt: the signed request, and what its answer means
    retrying   when the next attempt is
    following  one subscriber, step by step
    running    all of them, in the one process that holds the lock
    desk       what a person asks: who has what, which letters are dead, send them again

A letter that stands in the ledger survives whatever happens, and goes out under the same id until it is delivered, dead or dropped.
"""
