package dev.gyre.gateway.flowcontrol;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.SameJson;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A level is exempt, which only the one of that name may be, or limited: by its shares, and by queues that are not endless. */
public final class PriorityLevelConfigurationRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath LIMITED = SPEC.child("limited");
    private static final int MOST_QUEUES = 10_000_000;

    /** Hands are dealt from a hash of 64 bits, of which this many may be used. */
    private static final int HASH_BITS = 60;

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode level, FieldErrors errors) {
        String name = level.path("metadata").path("name").asString("");
        JsonNode spec = level.path("spec");
        String type = spec.path("type").asString("");
        validateMandatory(name, spec, errors);
        switch (type) {
            case "Exempt" -> {
                if (!name.equals(FlowControlObjects.EXEMPT)) {
                    errors.invalid(SPEC.child("type"), type, "must be 'Limited' except for the one named 'exempt'");
                }
                if (spec.hasNonNull("limited")) {
                    errors.forbidden(LIMITED, "must be nil if the type is not Limited");
                }
            }
            case "Limited" -> {
                if (spec.hasNonNull("exempt")) {
                    errors.forbidden(SPEC.child("exempt"), "must be nil if the type is Limited");
                }
                if (spec.hasNonNull("limited")) {
                    validateLimited(spec.path("limited"), errors);
                } else {
                    errors.required(LIMITED, "must not be empty when type is Limited");
                }
            }
            default -> errors.notSupported(SPEC.child("type"), type, List.of("Exempt", "Limited"));
        }
    }

    /** Of the exempt level shares and lending may be set; the catch-all is as it is. */
    private static void validateMandatory(String name, JsonNode spec, FieldErrors errors) {
        JsonNode fixed = FlowControlObjects.mandatory(FlowControlObjects.LEVELS).get(name);
        if (fixed == null) {
            return;
        }
        boolean isSame = name.equals(FlowControlObjects.EXEMPT)
                ? spec.path("type").equals(fixed.path("spec").path("type"))
                : SameJson.same(spec, fixed.path("spec"));
        if (!isSame) {
            errors.invalid(SPEC, spec, "spec of '" + name + "' must equal the fixed value");
        }
    }

    private static void validateLimited(JsonNode limited, FieldErrors errors) {
        JsonNode shares = limited.path("nominalConcurrencyShares");
        if (shares.asLong(0) < 0) {
            errors.invalid(LIMITED.child("nominalConcurrencyShares"), shares, "must be a non-negative integer");
        }
        JsonNode lendable = limited.path("lendablePercent");
        if (lendable.asLong(0) < 0 || lendable.asLong(0) > 100) {
            errors.invalid(LIMITED.child("lendablePercent"), lendable, "must be between 0 and 100, inclusive");
        }
        JsonNode borrowing = limited.path("borrowingLimitPercent");
        if (borrowing.isNumber() && borrowing.asLong() < 0) {
            errors.invalid(
                    LIMITED.child("borrowingLimitPercent"), borrowing, "if specified, must be a non-negative integer");
        }
        validateResponse(limited.path("limitResponse"), LIMITED.child("limitResponse"), errors);
    }

    private static void validateResponse(JsonNode response, FieldPath path, FieldErrors errors) {
        String type = response.path("type").asString("");
        boolean hasQueuing = response.hasNonNull("queuing");
        switch (type) {
            case "Reject" -> {
                if (hasQueuing) {
                    errors.forbidden(path.child("queuing"), "must be nil if limited.limitResponse.type is not Limited");
                }
            }
            case "Queue" -> {
                if (hasQueuing) {
                    validateQueuing(response.path("queuing"), path.child("queuing"), errors);
                } else {
                    errors.required(
                            path.child("queuing"), "must not be empty if limited.limitResponse.type is Limited");
                }
            }
            default -> errors.notSupported(path.child("type"), type, List.of("Queue", "Reject"));
        }
    }

    private static void validateQueuing(JsonNode queuing, FieldPath path, FieldErrors errors) {
        for (String field : List.of("queueLengthLimit", "queues", "handSize")) {
            if (queuing.path(field).asLong(0) <= 0) {
                errors.invalid(path.child(field), queuing.path(field), "must be positive");
            }
        }
        long queues = queuing.path("queues").asLong(0);
        long hand = queuing.path("handSize").asLong(0);
        if (queues > MOST_QUEUES) {
            errors.invalid(path.child("queues"), queuing.path("queues"), "must not be greater than " + MOST_QUEUES);
        } else if (hand > queues) {
            errors.invalid(
                    path.child("handSize"),
                    queuing.path("handSize"),
                    "should not be greater than queues (" + queues + ")");
        } else if (queues > 0 && hand > 0 && bits(queues, hand) > HASH_BITS) {
            errors.invalid(
                    path.child("handSize"),
                    queuing.path("handSize"),
                    "required entropy bits of deckSize %d and handSize %d should not be greater than %d"
                            .formatted(queues, hand, HASH_BITS));
        }
    }

    /** How many bits tell all hands apart. */
    private static long bits(long queues, long hand) {
        double bits = 0;
        for (long i = 0; i < Math.min(hand, HASH_BITS + 1L); i++) {
            bits += Math.log(queues - i) / Math.log(2);
        }
        return (long) Math.ceil(bits);
    }
}
