//! What the tests share: the program as a process, and small clients of it.
