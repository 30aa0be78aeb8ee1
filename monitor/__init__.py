"""Kabar's library: what happens to the news, with no broker and no framework.

The map, in the order in which an article travels:

- `feeds`     a URL we poll becomes raw articles
- `dedupe`    first telling, revision or copy
- `entities`  who and what is named; which stories are touched
- `shifts`    claims with modality; a story's state; what shifted
- `alerts`    what people are told, where, and how it gets there

`text` holds pure functions on strings; `models` the records; `pipeline` runs the whole flow in memory: read it first.
"""
