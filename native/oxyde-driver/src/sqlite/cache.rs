//! The prepared statements of one connection, by the id of the compiled statement; the least recently used goes first.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::statement::Prepared;

/// Ids are small counters, so they are their own hash, spread over the upper bits that the table looks at.
#[derive(Default)]
pub struct IdHasher(u64);

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

struct Entry {
    prepared: Prepared,
    used: u64,
}

/// Prepared statements by id, at most `capacity` of them.
pub struct StatementCache {
    entries: HashMap<u64, Entry, BuildHasherDefault<IdHasher>>,
    capacity: usize,
    clock: u64,
}

impl StatementCache {
    /// Keeps at least one statement: the one that runs.
    pub fn new(capacity: u32) -> Self {
        Self { entries: HashMap::default(), capacity: capacity.max(1) as usize, clock: 0 }
    }

    /// The statement of this id, which counts as used now.
    pub fn get(&mut self, id: u64) -> Option<&mut Prepared> {
        self.clock += 1;
        let entry = self.entries.get_mut(&id)?;
        entry.used = self.clock;
        Some(&mut entry.prepared)
    }

    /// Keeps a statement; the least recently used one goes when there is no room.
    pub fn put(&mut self, id: u64, prepared: Prepared) -> &mut Prepared {
        if self.entries.len() >= self.capacity {
            self.drop_oldest();
        }
        self.clock += 1;
        let entry = self.entries.entry(id).insert_entry(Entry { prepared, used: self.clock });
        &mut entry.into_mut().prepared
    }

    fn drop_oldest(&mut self) {
        let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.used).map(|(id, _)| *id);
        if let Some(id) = oldest {
            self.entries.remove(&id);
        }
    }
}
