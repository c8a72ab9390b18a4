//! The rules of the pool, with connections that count what happens to them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;
use oxyde_wire::{ErrorKind, Failure};
use tokio::time::{sleep, timeout};

use super::{Lease, Manager, Pool};
use crate::PoolOptions;

/// Makes connections that are numbers.
#[derive(Clone, Default)]
struct Numbers(Arc<Counts>);

#[derive(Default)]
struct Counts {
    opened: AtomicU32,
    closed: AtomicU32,
    cleaned: AtomicU32,
    aborted: AtomicBool,
    /// Attempts to connect that are still to fail.
    failing: AtomicU32,
    /// Attempts to connect fail for good.
    is_refusing: AtomicBool,
    /// Milliseconds until a connection is open.
    delay: AtomicU32,
    /// Connections with a number up to this are dead.
    dead_up_to: AtomicU32,
    /// Callers of one connection at a time; 0 = no sharing.
    room: AtomicU32,
}

struct Number {
    id: u32,
    /// One count for each handle.
    handles: Arc<()>,
    is_dirty: bool,
    counts: Arc<Counts>,
}

impl Drop for Number {
    fn drop(&mut self) {
        if Arc::strong_count(&self.handles) == 1 {
            self.counts.closed.fetch_add(1, Ordering::SeqCst);
        }
    }
}

impl Manager for Numbers {
    type Connection = Number;

    async fn connect(&self) -> Result<Number, Failure> {
        sleep(Duration::from_millis(u64::from(self.0.delay.load(Ordering::SeqCst)))).await;
        if self.0.is_refusing.load(Ordering::SeqCst) {
            return Err(Failure::new(ErrorKind::AuthenticationFailed, "no"));
        }
        let is_failing = self.0.failing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        if is_failing {
            return Err(Failure::new(ErrorKind::ConnectFailed, "not yet"));
        }
        let id = self.0.opened.fetch_add(1, Ordering::SeqCst) + 1;
        Ok(Number { id, handles: Arc::default(), is_dirty: false, counts: self.0.clone() })
    }

    async fn is_alive(&self, connection: &mut Number) -> bool {
        connection.id > self.0.dead_up_to.load(Ordering::SeqCst)
    }

    fn is_usable(&self, _: &Number) -> bool {
        true
    }

    fn is_clean(&self, connection: &Number) -> bool {
        !connection.is_dirty
    }

    async fn clean(&self, connection: &mut Number) -> bool {
        self.0.cleaned.fetch_add(1, Ordering::SeqCst);
        connection.is_dirty = false;
        connection.id > self.0.dead_up_to.load(Ordering::SeqCst)
    }

    async fn close(&self, _: Number) {}

    fn share(&self, connection: &Number) -> Option<Number> {
        let room = self.0.room.load(Ordering::SeqCst) as usize;
        let handles = connection.handles.clone();
        // The pool's own handle, and the one just made, are no users.
        (Arc::strong_count(&handles) - 2 < room).then(|| Number { id: connection.id, handles, is_dirty: false, counts: self.0.clone() })
    }

    fn abort_all(&self) {
        self.0.aborted.store(true, Ordering::SeqCst);
    }
}

fn pool(options: PoolOptions) -> (Pool<Numbers>, Arc<Counts>) {
    let numbers = Numbers::default();
    (Pool::new(numbers.clone(), options), numbers.0)
}

fn of_size(max: u32) -> PoolOptions {
    PoolOptions { max, acquire_timeout: 5_000, ..PoolOptions::default() }
}

async fn settled(pool: &Pool<Numbers>) {
    for _ in 0..500 {
        let now = pool.statistics();
        if now.idle == now.size && now.waiting == 0 {
            return;
        }
        sleep(Duration::from_millis(2)).await;
    }
    panic!("a place was lost: {:?}", pool.statistics());
}

fn kind<T>(outcome: Result<T, Failure>) -> Option<ErrorKind> {
    outcome.err().map(|failure| failure.kind)
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let (pool, counts) = pool(of_size(10));
    for _ in 0..5 {
        assert_eq!(pool.acquire().await.unwrap().id, 1);
    }
    assert_eq!((counts.opened.load(Ordering::SeqCst), pool.statistics().idle), (1, 1));
}

#[tokio::test]
async fn the_first_who_waits_is_the_first_who_is_served() {
    let (pool, _) = pool(of_size(1));
    let held = pool.acquire().await.unwrap();
    let order = Arc::new(std::sync::Mutex::new(Vec::new()));
    let waiting: Vec<_> = (0..20)
        .map(|number| {
            let (pool, order) = (pool.clone(), order.clone());
            tokio::spawn(async move {
                let _lease = pool.acquire().await.unwrap();
                order.lock().unwrap().push(number);
                sleep(Duration::from_millis(1)).await;
            })
        })
        .collect();
    sleep(Duration::from_millis(20)).await;
    assert_eq!(pool.statistics().waiting, 20);
    drop(held);
    join_all(waiting).await;
    assert_eq!(*order.lock().unwrap(), (0..20).collect::<Vec<_>>());
}

#[tokio::test]
async fn nobody_waits_longer_than_allowed() {
    let (pool, _) = pool(PoolOptions { max: 1, acquire_timeout: 50, ..PoolOptions::default() });
    let _held = pool.acquire().await.unwrap();
    let failure = pool.acquire().await.err().unwrap();
    assert_eq!((failure.kind, failure.is_retry_safe), (ErrorKind::PoolTimeout, true));
    assert!(failure.message.contains("pool.max"), "{}", failure.message);
    assert_eq!(pool.statistics().waiting, 0);
}

#[tokio::test]
async fn a_full_queue_turns_the_next_away_at_once() {
    let (pool, _) = pool(PoolOptions { max: 1, max_queue: 2, ..PoolOptions::default() });
    let held = pool.acquire().await.unwrap();
    let waiting: Vec<_> = (0..2)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move { kind(pool.acquire().await) })
        })
        .collect();
    sleep(Duration::from_millis(10)).await;
    let failure = pool.acquire().await.err().unwrap();
    assert_eq!((failure.kind, failure.is_retry_safe), (ErrorKind::PoolQueueFull, true));
    drop(held);
    assert!(join_all(waiting).await.into_iter().all(|outcome| outcome.unwrap().is_none()));
}

#[tokio::test]
async fn waiters_who_go_away_lose_nobody_a_place() {
    let (pool, counts) = pool(of_size(3));
    for round in 0..50_u64 {
        let callers = (0..30_u64).map(|number| {
            let pool = pool.clone();
            timeout(Duration::from_micros((number * 53 + round * 17) % 1_200), async move {
                let mut lease = pool.acquire().await.unwrap();
                lease.is_dirty = number % 3 == 0;
                sleep(Duration::from_micros(100)).await;
            })
        });
        join_all(callers).await;
    }
    settled(&pool).await;
    assert!(pool.statistics().size <= 3 && counts.opened.load(Ordering::SeqCst) <= 3);
    let all: Vec<Lease<Numbers>> = join_all((0..3).map(|_| pool.acquire())).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(all.len(), 3);
}

#[tokio::test]
async fn a_grant_that_nobody_takes_goes_to_the_next() {
    let (pool, _) = pool(of_size(1));
    let held = pool.acquire().await.unwrap();
    let mut first = Box::pin(pool.acquire());
    let mut second = Box::pin(pool.acquire());
    assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none());
    drop(held);
    // The connection is with the first by now, who never looks.
    drop(first);
    assert!(timeout(Duration::from_millis(200), second).await.unwrap().is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_waiters_on_ten_connections_are_all_answered() {
    let (pool, counts) = pool(of_size(10));
    let callers: Vec<_> = (0..10_000)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move {
                let lease = pool.acquire().await.unwrap();
                tokio::task::yield_now().await;
                lease.id
            })
        })
        .collect();
    let answers = join_all(callers).await;
    assert!(answers.into_iter().all(|answer| (1..=10).contains(&answer.unwrap())));
    settled(&pool).await;
    assert_eq!(counts.opened.load(Ordering::SeqCst), 10);
}

#[tokio::test]
async fn an_old_connection_is_not_given_out() {
    let (pool, counts) = pool(PoolOptions { max: 1, max_lifetime: 60, ..PoolOptions::default() });
    assert_eq!(pool.acquire().await.unwrap().id, 1);
    sleep(Duration::from_millis(80)).await;
    assert_eq!(pool.acquire().await.unwrap().id, 2);
    sleep(Duration::from_millis(20)).await;
    assert_eq!(counts.closed.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn idle_connections_close_after_a_while_down_to_the_minimum() {
    let (pool, counts) = pool(PoolOptions { max: 5, min: 2, idle_timeout: 100, ..PoolOptions::default() });
    drop(join_all((0..5).map(|_| pool.acquire())).await);
    assert_eq!(pool.statistics().size, 5);
    sleep(Duration::from_millis(400)).await;
    assert_eq!((pool.statistics().size, counts.closed.load(Ordering::SeqCst)), (2, 3));
}

#[tokio::test]
async fn the_minimum_is_opened_without_being_asked_for() {
    let (pool, _) = pool(PoolOptions { max: 5, min: 3, ..PoolOptions::default() });
    sleep(Duration::from_millis(50)).await;
    assert_eq!((pool.statistics().size, pool.statistics().idle), (3, 3));
}

#[tokio::test]
async fn closing_waits_for_those_who_hold_a_connection() {
    let (pool, counts) = pool(of_size(2));
    let held = pool.acquire().await.unwrap();
    let closing = tokio::spawn({
        let pool = pool.clone();
        async move { pool.close(Duration::from_secs(5)).await }
    });
    sleep(Duration::from_millis(20)).await;
    assert_eq!(kind(pool.acquire().await), Some(ErrorKind::PoolClosed));
    assert!(!closing.is_finished());
    drop(held);
    timeout(Duration::from_secs(1), closing).await.unwrap().unwrap();
    assert!(!counts.aborted.load(Ordering::SeqCst) && pool.statistics().size == 0);
}

#[tokio::test]
async fn closing_turns_waiters_away_and_aborts_at_its_deadline() {
    let (pool, counts) = pool(of_size(1));
    let held = pool.acquire().await.unwrap();
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { kind(pool.acquire().await) }
    });
    sleep(Duration::from_millis(10)).await;
    let holder = tokio::spawn(async move {
        sleep(Duration::from_millis(300)).await;
        drop(held);
    });
    pool.close(Duration::from_millis(50)).await;
    assert_eq!(waiting.await.unwrap(), Some(ErrorKind::PoolClosed));
    assert!(counts.aborted.load(Ordering::SeqCst));
    holder.await.unwrap();
    assert_eq!(pool.statistics().size, 0);
}

#[tokio::test]
async fn invalidated_connections_are_replaced() {
    let (pool, counts) = pool(of_size(3));
    drop(join_all((0..3).map(|_| pool.acquire())).await);
    pool.invalidate_idle();
    assert_eq!((pool.statistics().size, pool.acquire().await.unwrap().id), (0, 4));
    sleep(Duration::from_millis(10)).await;
    assert_eq!(counts.closed.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_discarded_connection_makes_room_for_another() {
    let (pool, _) = pool(of_size(1));
    let held = pool.acquire().await.unwrap();
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { pool.acquire().await.unwrap().id }
    });
    sleep(Duration::from_millis(10)).await;
    held.discard();
    assert_eq!(timeout(Duration::from_secs(1), waiting).await.unwrap().unwrap(), 2);
}

#[tokio::test]
async fn a_dirty_connection_is_cleaned_or_replaced() {
    let (pool, counts) = pool(of_size(1));
    pool.acquire().await.unwrap().is_dirty = true;
    assert_eq!(pool.acquire().await.unwrap().id, 1);
    counts.dead_up_to.store(1, Ordering::SeqCst);
    pool.acquire().await.unwrap().is_dirty = true;
    assert_eq!(pool.acquire().await.unwrap().id, 2);
    assert_eq!(counts.cleaned.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_dead_connection_is_found_before_use_when_asked_for() {
    let (pool, counts) = pool(PoolOptions { max: 2, test_before_acquire: true, ..PoolOptions::default() });
    drop(pool.acquire().await);
    counts.dead_up_to.store(1, Ordering::SeqCst);
    assert_eq!(pool.acquire().await.unwrap().id, 1, "it was used a moment ago");
    sleep(Duration::from_millis(550)).await;
    assert_eq!(pool.acquire().await.unwrap().id, 2);
}

#[tokio::test]
async fn one_failed_attempt_is_made_good_and_a_refusal_is_told_to_all() {
    let (pool, counts) = pool(of_size(4));
    counts.failing.store(1, Ordering::SeqCst);
    assert_eq!(pool.acquire().await.unwrap().id, 1);
    pool.invalidate_idle();
    counts.is_refusing.store(true, Ordering::SeqCst);
    let outcomes = join_all((0..20).map(|_| pool.acquire())).await;
    for outcome in outcomes {
        let failure = outcome.err().unwrap();
        assert_eq!((failure.kind, failure.is_retry_safe), (ErrorKind::AuthenticationFailed, true));
    }
    counts.is_refusing.store(false, Ordering::SeqCst);
    // No attempt is made for at most a second after the last one.
    let mut attempts = 0;
    while pool.acquire().await.is_err() {
        attempts += 1;
        assert!(attempts < 150, "the pool never tried again");
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn connections_are_shared_only_when_none_is_idle_and_while_there_is_room() {
    let (pool, counts) = pool(of_size(2));
    counts.room.store(3, Ordering::SeqCst);
    drop(join_all((0..2).map(|_| pool.acquire())).await);
    let mut shares = Vec::new();
    for _ in 0..6 {
        shares.push(timeout(Duration::from_millis(100), pool.acquire_shared()).await.unwrap().unwrap());
    }
    let of_first = shares.iter().filter(|share| share.id == 1).count();
    assert_eq!((of_first, shares.len() - of_first), (3, 3), "the load is spread");
    assert!(timeout(Duration::from_millis(20), pool.acquire_shared()).await.is_err(), "there is no more room");
    let alone = tokio::spawn({
        let pool = pool.clone();
        async move { pool.acquire().await.unwrap().id }
    });
    sleep(Duration::from_millis(5)).await;
    let late = tokio::spawn({
        let pool = pool.clone();
        async move { pool.acquire_shared().await.map(|share| share.id) }
    });
    sleep(Duration::from_millis(5)).await;
    shares.retain(|share| share.id == 1);
    assert_eq!(timeout(Duration::from_secs(1), alone).await.unwrap().unwrap(), 2, "the first in the queue goes first");
    assert!(timeout(Duration::from_secs(1), late).await.unwrap().unwrap().is_ok());
    drop(shares);
    settled(&pool).await;
}

#[tokio::test]
async fn sharing_opens_more_connections_while_there_are_fewer_than_allowed() {
    let (pool, counts) = pool(of_size(3));
    counts.room.store(10, Ordering::SeqCst);
    drop(pool.acquire().await);
    for _ in 0..20 {
        let shares = join_all((0..8).map(|_| pool.acquire_shared())).await;
        sleep(Duration::from_millis(2)).await;
        drop(shares);
    }
    assert_eq!(counts.opened.load(Ordering::SeqCst), 3);
    settled(&pool).await;
}

#[tokio::test]
async fn an_old_connection_takes_no_more_sharers() {
    let (pool, counts) = pool(PoolOptions { max: 1, max_lifetime: 60, ..PoolOptions::default() });
    counts.room.store(10, Ordering::SeqCst);
    drop(pool.acquire().await);
    let first = pool.acquire_shared().await.unwrap();
    assert_eq!(pool.acquire_shared().await.unwrap().id, 1);
    sleep(Duration::from_millis(80)).await;
    let next = tokio::spawn({
        let pool = pool.clone();
        async move { pool.acquire_shared().await.unwrap().id }
    });
    sleep(Duration::from_millis(5)).await;
    drop(first);
    assert_eq!(timeout(Duration::from_secs(1), next).await.unwrap().unwrap(), 2);
}

#[tokio::test]
async fn sharers_who_go_away_lose_nobody_a_place() {
    let (pool, counts) = pool(of_size(2));
    counts.room.store(4, Ordering::SeqCst);
    for round in 0..50_u64 {
        let callers = (0..40_u64).map(|number| {
            let pool = pool.clone();
            timeout(Duration::from_micros((number * 31 + round * 13) % 900), async move {
                if number % 5 == 0 {
                    let _lease = pool.acquire().await.unwrap();
                    sleep(Duration::from_micros(50)).await;
                } else {
                    let _share = pool.acquire_shared().await.unwrap();
                    sleep(Duration::from_micros(50)).await;
                }
            })
        });
        join_all(callers).await;
    }
    settled(&pool).await;
    assert!(counts.opened.load(Ordering::SeqCst) <= 2);
    assert!(pool.acquire().await.is_ok());
}
