//! Work done once and kept: callers that ask for the same thing at the same time wait for one of
//! them to do it.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

type Slot<V> = Arc<OnceLock<V>>;

struct Shelf<K, V> {
    slots: BTreeMap<K, Slot<V>>,
    oldest_first: VecDeque<(K, usize)>,
    held: usize,
}

/// A bounded memory of results. When it is full the oldest go first.
pub struct Kept<K, V> {
    shelf: Mutex<Shelf<K, V>>,
    capacity: usize,
}

impl<K: Ord + Clone, V: Clone> Kept<K, V> {
    /// Room for `capacity` units of whatever [`Kept::get`] weighs in.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        let shelf = Shelf { slots: BTreeMap::new(), oldest_first: VecDeque::new(), held: 0 };
        Self { shelf: Mutex::new(shelf), capacity }
    }

    /// The kept value, or the one `make` makes. `weigh` says how much room a new value takes;
    /// `None` means "do not keep it", as for a failure.
    pub fn get(&self, key: &K, make: impl FnOnce() -> V, weigh: impl FnOnce(&V) -> Option<usize>) -> V {
        let slot = self.slot(key);
        let mut made = false;
        let value = slot
            .get_or_init(|| {
                made = true;
                make()
            })
            .clone();
        if made {
            self.settle(key, &slot, weigh(&value));
        }
        value
    }

    /// True when `key` is kept and finished, so that [`Kept::get`] will not work.
    pub fn has(&self, key: &K) -> bool {
        self.lock().slots.get(key).is_some_and(|slot| slot.get().is_some())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shelf<K, V>> {
        // A panic elsewhere cannot leave the shelf half-changed: every change below is one call.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slot(&self, key: &K) -> Slot<V> {
        self.lock().slots.entry(key.clone()).or_default().clone()
    }

    fn settle(&self, key: &K, slot: &Slot<V>, weight: Option<usize>) {
        let mut shelf = self.lock();
        let Some(weight) = weight else {
            if shelf.slots.get(key).is_some_and(|held| Arc::ptr_eq(held, slot)) {
                shelf.slots.remove(key);
            }
            return;
        };
        shelf.oldest_first.push_back((key.clone(), weight));
        shelf.held += weight;
        while shelf.held > self.capacity {
            let Some((old, weight)) = shelf.oldest_first.pop_front() else { break };
            shelf.held -= weight;
            shelf.slots.remove(&old);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn twenty_callers_with_one_question_make_one_answer() {
        let (kept, made) = (Kept::new(10), AtomicU32::new(0));
        std::thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    let value = kept.get(
                        &"a",
                        || {
                            std::thread::sleep(std::time::Duration::from_millis(20));
                            made.fetch_add(1, Ordering::Relaxed)
                        },
                        |_| Some(1),
                    );
                    assert_eq!(value, 0);
                });
            }
        });
        assert_eq!(made.load(Ordering::Relaxed), 1);
        assert!(kept.has(&"a"));
    }

    #[test]
    fn the_oldest_go_first_and_failures_are_not_kept() {
        let kept = Kept::new(2);
        for key in 0..3 {
            kept.get(&key, || key, |_| Some(1));
        }
        assert!(!kept.has(&0) && kept.has(&1) && kept.has(&2));
        kept.get(&7, || 7, |_| None);
        assert!(!kept.has(&7));
    }
}
