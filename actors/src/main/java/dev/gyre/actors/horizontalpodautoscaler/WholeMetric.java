package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.schemas.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A measure of the whole and not of each pod: of an object in the cluster ({@code Object}), or of something outside of it
 * ({@code External}); compared with an amount, or with an amount for each replica.
 *
 * @param failure why there is nobody to ask, where there is no question
 */
record WholeMetric(
        String type,
        JsonNode source,
        String namespace,
        @Nullable String question,
        String failure) implements Metric {

    @Override
    public Proposal propose(Situation situation) throws AutoscalingException {
        JsonNode target = source.path("target");
        boolean isShared = target.hasNonNull("averageValue");
        if (!isShared && !target.hasNonNull("value")) {
            throw new AutoscalingException("invalid " + type.toLowerCase(java.util.Locale.ROOT)
                    + " metric source: neither a value target nor an average value target was set");
        }
        long measured = measured(situation);
        int replicas;
        ObjectNode current;
        if (isShared) {
            replicas = situation.byShare(measured, Amounts.milli(target.path("averageValue")));
            int present = situation.target().statusReplicas();
            current = Amounts.current("averageValue", present == 0 ? measured : Math.ceilDiv(measured, present));
        } else {
            replicas = situation.byRatio((double) measured / Amounts.milli(target.path("value")));
            current = Amounts.current("value", measured);
        }
        ObjectNode status = Json.object().put("type", type);
        ObjectNode of = status.putObject(isObject() ? "object" : "external");
        of.set("metric", Amounts.identifier(source));
        of.set("current", current);
        if (isObject()) {
            of.set("describedObject", source.path("describedObject").deepCopy());
        }
        return new Proposal(replicas, title(), status);
    }

    private long measured(Situation situation) throws AutoscalingException {
        try {
            if (question == null) {
                throw new AutoscalingException(failure);
            }
            return situation.answer(question).values(isObject() ? "custom" : "external").stream()
                    .mapToLong(Long::longValue)
                    .sum();
        } catch (AutoscalingException e) {
            throw e.during("", "unable to get " + subject());
        }
    }

    private String subject() {
        JsonNode object = source.path("describedObject");
        return isObject()
                ? "metric " + Amounts.name(source) + " on "
                        + object.path("kind").asString("") + " " + namespace + "/"
                        + object.path("name").asString("")
                : "external metric " + namespace + "/" + Amounts.name(source) + "/" + Amounts.selector(source);
    }

    private String title() {
        return isObject()
                ? source.path("describedObject").path("kind").asString("") + " metric " + Amounts.name(source)
                : "external metric " + Amounts.name(source) + "(" + Amounts.selector(source) + ")";
    }

    private boolean isObject() {
        return type.equals("Object");
    }

    @Override
    public String failureReason() {
        return "FailedGet" + type + "Metric";
    }

    @Override
    public String attempt() {
        return isObject()
                ? "failed to get object metric value"
                : "failed to get " + Amounts.name(source) + " external metric value";
    }
}
