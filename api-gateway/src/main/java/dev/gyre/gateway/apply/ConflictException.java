package dev.gyre.gateway.apply;

import java.util.List;

/** An apply that would take fields from others, and was not told to. */
public final class ConflictException extends RuntimeException {

    private final transient List<Conflict> conflicts;

    ConflictException(List<Conflict> conflicts) {
        super(Conflict.message(conflicts), null, false, false);
        this.conflicts = List.copyOf(conflicts);
    }

    public List<Conflict> conflicts() {
        return conflicts;
    }
}
