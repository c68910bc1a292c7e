package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.admission.Verdict;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.Serial;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Admission as the verbs ask it: a verdict that does not admit becomes the refusal that clients know. */
final class Admitting {

    private final Environment environment;

    Admitting(Environment environment) {
        this.environment = environment;
    }

    Candidate candidate(
            ResourceCall call, ResourceKey key, ObjectNode object, @Nullable ObjectNode old, Snapshot others) {
        return new Candidate(call.kind(), key, object, old, others, environment.entropy());
    }

    void fillIn(Candidate candidate) {
        environment.rules().admissions().fillIn(candidate);
    }

    /** What the write has to name; throws the refusal. */
    List<Serial> admit(Candidate candidate) {
        return switch (environment.rules().admissions().admit(candidate)) {
            case Verdict.Admitted admitted -> admitted.serials();
            case Verdict.Invalid invalid ->
                throw Refusal.invalid(candidate.kind(), candidate.key().name(), invalid.errors());
            case Verdict.Forbidden forbidden -> throw Refusal.forbidden(candidate.key(), forbidden.why());
            case Verdict.Exhausted exhausted -> throw Refusal.internal(exhausted.what());
        };
    }

    /** Others have taken what a write was decided on, again and again. */
    static StatusException contended(ResourceKey key, Serial serial) {
        return Refusal.tooManyRequests("%s \"%s\": others keep changing what this depends on (%s), try again"
                .formatted(key.groupResource(), key.name(), serial.name()));
    }
}
