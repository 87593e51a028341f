//! The texts that customers read, in four languages. (being written)
