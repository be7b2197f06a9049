use connector_sdk::prelude::*;

#[connector]
trait Shop {
    fn a();
}
