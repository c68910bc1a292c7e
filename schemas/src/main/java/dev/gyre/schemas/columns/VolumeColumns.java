package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of persistent volumes and of the claims on them. */
public final class VolumeColumns {

    private static final String UNSET = "<unset>";
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final Map<String, String> SHORT_MODES = Map.of(
            "ReadWriteOnce", "RWO",
            "ReadOnlyMany", "ROX",
            "ReadWriteMany", "RWX",
            "ReadWriteOncePod", "RWOP");

    private VolumeColumns() {}

    public static List<Column> ofVolumes() {
        return List.of(
                Columns.name(),
                Columns.text("Capacity", "How much it holds.", volume -> capacity(volume.path("spec"))),
                Columns.text("Access Modes", "Who may use it at once.", volume -> modes(volume.path("spec"))),
                Columns.text(
                        "Reclaim Policy",
                        "What becomes of it after its claim.",
                        volume -> text(volume, "spec", "persistentVolumeReclaimPolicy")),
                Columns.text("Status", "How it stands.", VolumeColumns::phase),
                Columns.text("Claim", "Whose it is.", VolumeColumns::claim),
                Columns.text("StorageClass", "Where it comes from.", VolumeColumns::storageClass),
                Columns.text("VolumeAttributesClass", "What it is like.", VolumeColumns::attributesClass),
                Columns.text("Reason", "Why it stands so.", volume -> text(volume, "status", "reason")),
                Columns.age(),
                Columns.wide("VolumeMode", "Files or blocks.", VolumeColumns::volumeMode));
    }

    public static List<Column> ofClaims() {
        return List.of(
                Columns.name(),
                Columns.text("Status", "How it stands.", VolumeColumns::phase),
                Columns.text("Volume", "What it has got.", claim -> text(claim, "spec", "volumeName")),
                Columns.text(
                        "Capacity",
                        "How much that holds.",
                        claim -> isBound(claim) ? capacity(claim.path("status")) : ""),
                Columns.text(
                        "Access Modes",
                        "Who may use it at once.",
                        claim -> isBound(claim) ? modes(claim.path("status")) : ""),
                Columns.text("StorageClass", "Where it is to come from.", VolumeColumns::storageClass),
                Columns.text("VolumeAttributesClass", "What it is to be like.", VolumeColumns::attributesClass),
                Columns.age(),
                Columns.wide("VolumeMode", "Files or blocks.", VolumeColumns::volumeMode));
    }

    private static boolean isBound(ObjectNode claim) {
        return !text(claim, "spec", "volumeName").isEmpty();
    }

    private static String capacity(JsonNode owner) {
        return owner.path("capacity").path("storage").asString("");
    }

    /** Each once, and always in the same order. */
    private static String modes(JsonNode owner) {
        Set<String> modes = new LinkedHashSet<>();
        owner.path("accessModes").forEach(mode -> modes.add(mode.asString("")));
        return String.join(
                ",",
                List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod").stream()
                        .filter(modes::contains)
                        .map(mode -> SHORT_MODES.getOrDefault(mode, mode))
                        .toList());
    }

    private static String phase(ObjectNode object) {
        return object.path("metadata").hasNonNull("deletionTimestamp")
                ? "Terminating"
                : text(object, "status", "phase");
    }

    private static String claim(ObjectNode volume) {
        JsonNode claim = volume.path("spec").path("claimRef");
        return claim.isObject()
                ? claim.path("namespace").asString("") + "/"
                        + claim.path("name").asString("")
                : "";
    }

    private static String storageClass(ObjectNode object) {
        String annotation = object.path("metadata")
                .path("annotations")
                .path(CLASS_ANNOTATION)
                .asString("");
        return annotation.isEmpty() ? text(object, "spec", "storageClassName") : annotation;
    }

    private static String attributesClass(ObjectNode object) {
        return object.path("spec").path("volumeAttributesClassName").asString(UNSET);
    }

    private static String volumeMode(ObjectNode object) {
        return object.path("spec").path("volumeMode").asString(UNSET);
    }

    private static String text(ObjectNode object, String part, String field) {
        return object.path(part).path(field).asString("");
    }
}
