package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Columns of storage classes, and of what drivers say of themselves. */
public final class StorageColumns {

    private static final String UNSET = "<unset>";
    private static final List<String> IS_DEFAULT =
            List.of("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class");

    private StorageColumns() {}

    public static List<Column> ofClasses() {
        return List.of(
                new Column(
                        "Name",
                        "string",
                        "name",
                        "The name, unique among the objects of its kind in its namespace.",
                        0,
                        (object, now) -> StringNode.valueOf(name(object))),
                Columns.text("Provisioner", "Who makes the volumes.", o -> field(o, "provisioner", "")),
                Columns.text(
                        "ReclaimPolicy",
                        "What becomes of a volume after its claim.",
                        o -> field(o, "reclaimPolicy", "")),
                Columns.text("VolumeBindingMode", "When a volume is made.", o -> field(o, "volumeBindingMode", UNSET)),
                Columns.text(
                        "AllowVolumeExpansion",
                        "Whether a claim may grow.",
                        o -> field(o, "allowVolumeExpansion", "false")),
                Columns.age());
    }

    public static List<Column> ofAttachments() {
        return List.of(
                Columns.name(),
                Columns.text("Attacher", "Which driver does it.", o -> spec(o, "attacher")),
                Columns.text(
                        "PV",
                        "Which volume.",
                        o -> o.path("spec")
                                .path("source")
                                .path("persistentVolumeName")
                                .asString("")),
                Columns.text("Node", "To which node.", o -> spec(o, "nodeName")),
                Columns.text(
                        "Attached",
                        "Whether it is.",
                        o -> o.path("status").path("attached").asString("false")),
                Columns.age());
    }

    public static List<Column> ofDrivers() {
        return List.of(
                Columns.name(),
                Columns.text("AttachRequired", "Whether volumes are attached first.", o -> spec(o, "attachRequired")),
                Columns.text("PodInfoOnMount", "Whether it is told of the pod.", o -> spec(o, "podInfoOnMount")),
                Columns.text("StorageCapacity", "Whether it says how much there is.", o -> spec(o, "storageCapacity")),
                Columns.text("TokenRequests", "For whom it wants tokens.", StorageColumns::audiences),
                Columns.text(
                        "RequiresRepublish", "Whether it is asked again and again.", o -> spec(o, "requiresRepublish")),
                Columns.text(
                        "Modes",
                        "How long its volumes live.",
                        o -> Columns.joined(o.path("spec").path("volumeLifecycleModes"), mode -> mode.asString(""))),
                Columns.age());
    }

    public static List<Column> ofDriversOnNodes() {
        return List.of(
                Columns.name(),
                Columns.number(
                        "Drivers",
                        "How many drivers there are.",
                        o -> o.path("spec").path("drivers").size()),
                Columns.age());
    }

    public static List<Column> ofCapacities() {
        return List.of(
                Columns.name(),
                Columns.text("StorageClassName", "Of which class.", o -> field(o, "storageClassName", "")),
                Columns.text("Capacity", "How much there is.", o -> field(o, "capacity", UNSET)),
                Columns.age());
    }

    private static String name(ObjectNode storageClass) {
        String name = storageClass.path("metadata").path("name").asString("");
        boolean isDefault = IS_DEFAULT.stream()
                .anyMatch(annotation -> storageClass
                        .path("metadata")
                        .path("annotations")
                        .path(annotation)
                        .asString("")
                        .equals("true"));
        return isDefault ? name + " (default)" : name;
    }

    private static String audiences(ObjectNode driver) {
        String audiences = Columns.joined(
                driver.path("spec").path("tokenRequests"),
                request -> request.path("audience").asString(""));
        return audiences.isEmpty() ? UNSET : audiences;
    }

    private static String spec(ObjectNode object, String field) {
        return object.path("spec").path(field).asString("");
    }

    private static String field(ObjectNode object, String field, String otherwise) {
        return object.path(field).asString(otherwise);
    }
}
