package dev.gyre.gateway.admission;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.storage.Serial;
import java.util.List;

/** What admission says about a write. */
public sealed interface Verdict {

    Verdict ADMITTED = new Admitted(List.of());

    /** It may be written, if these still stand. */
    record Admitted(List<Serial> serials) implements Verdict {}

    /** Its fields cannot be as they are, beside the other objects: 422. */
    record Invalid(FieldErrors errors) implements Verdict {}

    /** A limit of its namespace forbids it: 403. {@code why} follows "is forbidden: ". */
    record Forbidden(String why) implements Verdict {}

    /** What it needs is used up: 500, as upstream answers. */
    record Exhausted(String what) implements Verdict {}
}
