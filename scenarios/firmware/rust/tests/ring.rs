//! The same by the defmt-test crate: what it tells goes through RTT.
#![no_std]
#![no_main]

use at_home as _;

#[defmt_test::tests]
mod tests {
    use at_home::Ring;
    use defmt::{assert_eq, unwrap};

    #[init]
    fn empty() -> Ring {
        Ring::default()
    }

    #[test]
    fn first_in_first_out(ring: &mut Ring) {
        unwrap!(ring.push(1));
        unwrap!(ring.push(2));
        assert_eq!(ring.pop(), Some(1));
        assert_eq!(ring.pop(), Some(2));
        assert_eq!(ring.pop(), None);
    }

    #[test]
    fn ninth_is_refused(ring: &mut Ring) {
        for byte in 0..8 {
            unwrap!(ring.push(byte));
        }
        assert_eq!(ring.push(8), Err(8));
    }
}
