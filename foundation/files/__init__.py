"""Files people attach: a private store, never reachable by an address of its own.

What this room promises
- A file belongs to a draft until the thing it is attached to exists; what is never submitted is gone after a day.
- At most five files of ten megabytes a draft, even for parallel uploads: the place of a file is a row.
- What a file is, is decided by its content. Photos are drawn anew, so that place, device and hidden content are
  gone; other documents are kept as they are and only ever offered for download.
- An owner app keeps its own link (`Attachment`) with real foreign keys, and says who may read.
"""
