//! Which lines of a file wait for each other: those of one id are stored in the file's order, so that the first one decides,
//! as it does in a request. All others may go side by side.

use std::collections::HashMap;
use std::hash::Hash;

/// Puts what has one id into one lane, in its order.
pub fn lanes<K: Eq + Hash, T>(items: impl IntoIterator<Item = T>, id: impl Fn(&T) -> K) -> Vec<Vec<T>> {
    let mut places: HashMap<K, usize> = HashMap::new();
    let mut lanes: Vec<Vec<T>> = Vec::new();
    for item in items {
        let place = *places.entry(id(&item)).or_insert(lanes.len());
        match lanes.get_mut(place) {
            Some(lane) => lane.push(item),
            None => lanes.push(vec![item]),
        }
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_one_id_goes_one_after_the_other_and_all_else_side_by_side() {
        let lines = [(1, "a"), (2, "b"), (3, "a"), (4, "c"), (5, "b"), (6, "a")];
        assert_eq!(
            lanes(lines, |(_, id)| *id),
            [vec![(1, "a"), (3, "a"), (6, "a")], vec![(2, "b"), (5, "b")], vec![(4, "c")]]
        );
    }
}
