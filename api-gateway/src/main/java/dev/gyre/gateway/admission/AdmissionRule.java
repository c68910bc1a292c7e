package dev.gyre.gateway.admission;

import dev.gyre.gateway.storage.Serial;
import dev.gyre.schemas.ResourceKey;
import java.util.List;

/**
 * A rule that decides about a write on a picture of all objects at one revision. Both steps may run several times for one
 * request, on a newer picture each time, and each time on the object as it was sent; a refusal is believed only where the
 * picture is not older than the request. Decisions depend on nothing but the candidate.
 */
public interface AdmissionRule {

    /** Fills in what other objects say, before the kind's own rules have seen the object. */
    default void fillIn(Candidate candidate) {}

    /** Decides when all else is settled; may fill in what it allocates. */
    default Verdict admit(Candidate candidate) {
        return Verdict.ADMITTED;
    }

    /** What a removal of this object makes pointless. */
    default List<Serial> droppedWith(ResourceKey removed) {
        return List.of();
    }
}
