//! The prepared statements of one connection by the number of their compiled statement, the longest unused ones going first.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Statements of one connection.
pub struct StatementCache<S> {
    capacity: usize,
    uses: u64,
    entries: HashMap<u64, Entry<S>, BuildHasherDefault<IdHasher>>,
}

struct Entry<S> {
    statement: S,
    last_use: u64,
}

/// Ids are small counters, so they are their own hash, spread over the upper bits that the table looks at.
#[derive(Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(31).wrapping_add(u64::from(*byte));
        }
    }
    fn write_u64(&mut self, id: u64) {
        self.0 = id.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

impl<S> StatementCache<S> {
    /// Keeps so many.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, uses: 0, entries: HashMap::default() }
    }

    /// The statement, which is the last used one from now on.
    pub fn get(&mut self, id: u64) -> Option<&mut S> {
        self.uses += 1;
        let entry = self.entries.get_mut(&id)?;
        entry.last_use = self.uses;
        Some(&mut entry.statement)
    }

    /// Keeps a statement; may make one too many.
    pub fn insert(&mut self, id: u64, statement: S) {
        self.entries.insert(id, Entry { statement, last_use: self.uses });
    }

    /// Forgets a statement without closing it.
    pub fn remove(&mut self, id: u64) {
        self.entries.remove(&id);
    }

    /// Takes the longest unused statement out while there are too many.
    pub fn pop_excess(&mut self) -> Option<S> {
        if self.entries.len() <= self.capacity {
            return None;
        }
        // A walk over all: only a statement that was just prepared can be one too many, and that took a round trip.
        let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.last_use).map(|(id, _)| *id)?;
        self.entries.remove(&oldest).map(|entry| entry.statement)
    }

    /// Empties the cache; the statements are to be closed.
    pub fn take_all(&mut self) -> Vec<S> {
        self.entries.drain().map(|(_, entry)| entry.statement).collect()
    }

    /// Forgets all, because the server has.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unused_goes_first() {
        let mut cache = StatementCache::new(2);
        for id in 1..=3 {
            assert!(cache.get(id).is_none());
            cache.insert(id, ());
            assert!(cache.get(1).is_some());
            cache.pop_excess();
        }
        assert!(cache.get(1).is_some() && cache.get(2).is_none() && cache.get(3).is_some());
        assert!(cache.pop_excess().is_none());
    }

    #[test]
    fn without_capacity_nothing_stays() {
        let mut cache = StatementCache::new(0);
        cache.insert(1, ());
        assert!(cache.pop_excess().is_some() && cache.get(1).is_none());
    }
}
