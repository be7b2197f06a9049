//! From a request to its answer: log it, ask the faults, ask the API, let the faults spoil what it said.

use super::{Reply, Request};
use crate::world::Shared;
use crate::{api, control};
use std::sync::Arc;

pub(crate) fn respond(shared: &Arc<Shared>, request: &Request) -> Reply {
    if request.path == "/_control" || request.path.starts_with("/_control/") {
        return control::endpoint::answer(shared, request);
    }
    let mut world = shared.lock();
    let logged = world.log.add(request);
    shared.tell();
    let troubles = world.faults.matching(request);
    let refusal = world.limit.refusal().or_else(|| control::apply::before(&mut world, request, &troubles));
    let mut reply = match refusal {
        Some(refusal) => refusal,
        None => api::answer(&mut world, request),
    };
    control::apply::after(&mut world, request, &troubles, &mut reply);
    world.limit.stamp(&mut reply);
    world.log.answered(logged, reply.status);
    reply
}
