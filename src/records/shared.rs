//! Shared: work on many records or files, shared out between the processor's cores. What comes of it never depends on how.

/// Fewest records for which a thread is worth its while.
pub const RECORDS: usize = 1_000;
/// And files.
pub const FILES: usize = 1;
/// Most threads.
const THREADS: usize = 8;

/// What `work` makes of each part of `items`, in their order; a part is a run of neighbours, at least
/// `fewest` of them if there are so many.
pub fn parts<'i, I: Sync, T: Send>(items: &'i [I], fewest: usize, work: impl Fn(&'i [I]) -> T + Sync) -> Vec<T> {
    let worth = (items.len() / fewest.max(1)).clamp(1, THREADS);
    // To ask for the cores takes as long as to read a small file.
    let count = if worth == 1 { 1 } else { std::thread::available_parallelism().map_or(1, usize::from).min(worth) };
    let mut chunks = items.chunks(items.len().div_ceil(count).max(1));
    let Some(first) = chunks.next() else { return Vec::new() };
    let work = &work;
    std::thread::scope(|scope| {
        let others: Vec<_> = chunks.map(|chunk| (chunk, std::thread::Builder::new().spawn_scoped(scope, move || work(chunk)))).collect();
        let first = work(first);
        // Where no thread is to be had, this one does its work.
        let joined = others.into_iter().map(|(chunk, thread)| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => work(chunk),
        });
        std::iter::once(first).chain(joined).collect()
    })
}

/// What `work` makes of each item, in their order.
pub fn in_threads<I: Sync, T: Send>(items: &[I], fewest: usize, work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    parts(items, fewest, |part| part.iter().map(&work).collect::<Vec<T>>()).into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_in_order() {
        for count in [0, 1, 999, 2_000, 12_345] {
            let items: Vec<usize> = (0..count).collect();
            for fewest in [FILES, RECORDS] {
                assert_eq!(in_threads(&items, fewest, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
            }
        }
    }
}
