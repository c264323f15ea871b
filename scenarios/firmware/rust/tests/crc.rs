//! On the target, by the harness of src/lib.rs.
#![no_std]
#![no_main]

use at_home::crc32;

at_home::tests! {
    fn check_value() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }
    fn of_nothing() {
        assert_eq!(crc32(b""), 0);
    }
    fn twice_is_the_same() {
        assert_eq!(crc32(b"staleline"), crc32(b"staleline"));
    }
}
