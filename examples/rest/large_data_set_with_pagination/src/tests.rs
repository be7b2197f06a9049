//! Every page is read, a short last one included, whatever goes wrong.

use connector_sdk::testing::Sandbox;
use playground::data::pokemon::pokemons;
use playground::{Playground, calm_and_hostile, rows};

use super::PokeApi;

fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    Sandbox::of::<PokeApi>().configure_from(configuration).set("base_url", playground.base_url() + "/api/v2")
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for _ in 0..2 {
            sandbox.sync().unwrap();
            assert_eq!(sandbox.rows("pokemon"), rows(&["name"], pokemons(&playground.base_url())));
        }
    });
}

#[test]
fn there_are_as_many_requests_as_pages() {
    let playground = playground::start();
    assert_eq!(sandbox(&playground).sync().unwrap().rows, 1302);
    assert_eq!(playground.control().requests().len(), 14);
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    sandbox(&playground::start()).survives_every_interruption();
}
