//! Long work that somebody asked for: exports that are written, erasures that are finished.
