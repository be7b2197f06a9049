#!/bin/sh
# Git, but its log breaks off after more than 1000 commits of the test.
case " $* " in
*" log "*)
    git "$@" | head -c 1400000
    exit 3
    ;;
*) exec git "$@" ;;
esac
