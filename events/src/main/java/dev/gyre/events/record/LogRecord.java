package dev.gyre.events.record;

import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.PodReference;
import dev.gyre.schemas.record.ResourceEvent;

/** A record that the relay wrote, read back. */
public sealed interface LogRecord {

    Stamp stamp();

    /** One committed change of one object. */
    record Change(Stamp stamp, ResourceEvent event) implements LogRecord {}

    /** A pod of a node changed. */
    record Reference(Stamp stamp, PodReference reference) implements LogRecord {}

    /** A relay begins: from here on, records of lower terms are void. It has no position of its own. */
    record TermBegan(Stamp stamp) implements LogRecord {}

    /** History from {@code fromRevision} to {@code toRevision} is lost; the state at {@code toRevision} follows. */
    record Gap(Stamp stamp, long fromRevision, long toRevision) implements LogRecord {}

    /** An object as it stood at the end of a gap; {@link Resource#revision} is that of its own last change. */
    record State(Stamp stamp, Resource resource, Provenance provenance) implements LogRecord {}
}
