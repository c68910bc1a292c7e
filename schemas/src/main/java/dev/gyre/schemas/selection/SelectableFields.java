package dev.gyre.schemas.selection;

import dev.gyre.schemas.ResourceKind;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The fields that objects can be selected by: name and namespace, and a few more for some kinds, as Kubernetes has them. */
public final class SelectableFields {

    private static final Set<String> ALWAYS = Set.of("metadata.name", "metadata.namespace");

    private static final Map<String, Set<String>> BY_KIND = Map.of(
            "pods",
            Set.of(
                    "spec.nodeName",
                    "spec.restartPolicy",
                    "spec.schedulerName",
                    "spec.serviceAccountName",
                    "spec.hostNetwork",
                    "status.phase",
                    "status.podIP",
                    "status.nominatedNodeName"),
            "nodes",
            Set.of("spec.unschedulable"),
            "namespaces",
            Set.of("status.phase"),
            "secrets",
            Set.of("type"),
            "services",
            Set.of("spec.clusterIP", "spec.type"),
            "replicasets.apps",
            Set.of("status.replicas"),
            "replicationcontrollers",
            Set.of("status.replicas"),
            "jobs.batch",
            Set.of("status.successful"),
            "certificatesigningrequests.certificates.k8s.io",
            Set.of("spec.signerName"),
            "events",
            Set.of(
                    "involvedObject.kind",
                    "involvedObject.namespace",
                    "involvedObject.name",
                    "involvedObject.uid",
                    "involvedObject.apiVersion",
                    "involvedObject.resourceVersion",
                    "involvedObject.fieldPath",
                    "regarding.kind",
                    "regarding.namespace",
                    "regarding.name",
                    "regarding.uid",
                    "regarding.apiVersion",
                    "regarding.resourceVersion",
                    "regarding.fieldPath",
                    "reason",
                    "reportingComponent",
                    "reportingController",
                    "source",
                    "type"));

    /** Fields that stand for a value when they are absent. */
    private static final Map<String, String> ABSENT = Map.of(
            "spec.unschedulable",
            "false",
            "spec.hostNetwork",
            "false",
            "status.replicas",
            "0",
            "status.successful",
            "0");

    private SelectableFields() {}

    public static Set<String> of(ResourceKind kind) {
        Set<String> fields = new LinkedHashSet<>(ALWAYS);
        fields.addAll(BY_KIND.getOrDefault(kind.groupResource(), Set.of()));
        if (kind.custom() != null) {
            fields.addAll(kind.custom().selectableFields());
        }
        return fields;
    }

    /** A field's value as it is compared: as text, and with its meaning where it is absent. */
    static String value(JsonNode object, String field) {
        JsonNode node = object;
        for (String name : storedName(field).split("\\.")) {
            node = node.path(name);
        }
        if (field.equals("source")) {
            String component = node.path("component").asString("");
            return component.isEmpty() ? object.path("reportingComponent").asString("") : component;
        }
        return node.isMissingNode() || node.isNull() ? ABSENT.getOrDefault(field, "") : node.asString("");
    }

    /** Events are stored in the core group's names; the newer group's mean the same. Of Jobs one selector has a name of its own. */
    private static String storedName(String field) {
        if (field.startsWith("regarding.")) {
            return "involvedObject." + field.substring("regarding.".length());
        }
        return switch (field) {
            case "reportingController" -> "reportingComponent";
            case "status.successful" -> "status.succeeded";
            default -> field;
        };
    }
}
