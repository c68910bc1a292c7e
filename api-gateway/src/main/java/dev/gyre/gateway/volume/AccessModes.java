package dev.gyre.gateway.volume;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.schemas.quantity.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What volumes and claims say in the same words: who may use one at once, as what, and how much there is. */
final class AccessModes {

    private static final List<String> MODES =
            List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod");
    private static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");

    private AccessModes() {}

    static void validate(JsonNode modes, FieldPath path, String whyRequired, FieldErrors errors) {
        if (modes.isEmpty()) {
            errors.required(path, whyRequired);
        }
        Set<String> found = new HashSet<>();
        for (JsonNode mode : modes) {
            found.add(mode.asString(""));
            if (!MODES.contains(mode.asString(""))) {
                errors.notSupported(path, mode.asString(""), MODES);
            }
        }
        if (found.contains("ReadWriteOncePod") && found.size() > 1) {
            errors.forbidden(path, "may not use ReadWriteOncePod with other access modes");
        }
    }

    static void validateVolumeMode(JsonNode mode, FieldPath path, FieldErrors errors) {
        if (!mode.isMissingNode() && !VOLUME_MODES.contains(mode.asString(""))) {
            errors.notSupported(path, mode.asString(""), VOLUME_MODES);
        }
    }

    static void requirePositive(JsonNode quantity, FieldPath path, FieldErrors errors) {
        if (Quantity.parse(quantity.asString("0")).compareTo(Quantity.ZERO) <= 0) {
            errors.invalid(path, quantity, "must be greater than zero");
        }
    }
}
