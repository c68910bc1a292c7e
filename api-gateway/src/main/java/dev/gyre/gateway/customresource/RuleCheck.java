package dev.gyre.gateway.customresource;

import dev.gyre.gateway.cel.CelValues;
import dev.gyre.gateway.cel.Expression;
import dev.gyre.gateway.cel.ExpressionEnvironment;
import dev.gyre.gateway.cel.ExpressionException;
import dev.gyre.gateway.cel.SchemaTypes;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.ScalePaths;
import dev.gyre.schemas.custom.CustomSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The rules of a schema, {@code x-kubernetes-validations}, where they stand. Made once for a schema and shared. A rule that
 * speaks of {@code oldSelf} is only asked where there was a value before; one that does not is not asked again of what an update
 * leaves as it was.
 */
final class RuleCheck {

    /** One rule, compiled. */
    private record Rule(
            JsonNode document,
            Expression condition,
            @Nullable Expression message,
            boolean usesOld,
            boolean isOldOptional) {

        String messageFor(Map<String, Object> variables) {
            if (message != null) {
                try {
                    String text = message.text(variables).strip();
                    if (!text.isEmpty() && !text.contains("\n") && text.length() <= MAX_MESSAGE) {
                        return text;
                    }
                } catch (ExpressionException e) {
                    // The fixed message stands in, as upstream has it.
                }
            }
            String fixed = document.path("message").asString("");
            return fixed.isEmpty()
                    ? "failed rule: " + document.path("rule").asString("").strip()
                    : fixed.strip();
        }
    }

    /** A rule that does not compile, by where it stands below the schema's root. */
    record Fault(Place place, String value, String why) {}

    private static final int MAX_MESSAGE = 5 * 1024;

    private final CustomSchema schema;
    private final List<Rule> rules;
    private final Map<String, RuleCheck> properties;
    private final @Nullable RuleCheck items;

    private RuleCheck(
            CustomSchema schema, List<Rule> rules, Map<String, RuleCheck> properties, @Nullable RuleCheck items) {
        this.schema = schema;
        this.rules = rules;
        this.properties = properties;
        this.items = items;
    }

    /**
     * Compiles all rules below; null where there are none.
     *
     * @param faults is told of those that do not compile, which then are left out
     */
    static @Nullable RuleCheck of(CustomSchema schema, Place place, List<Fault> faults) {
        List<Rule> rules = compile(schema, place, faults);
        Map<String, RuleCheck> properties = new LinkedHashMap<>();
        schema.properties().forEach((name, field) -> {
            RuleCheck check = below(field, place.field("properties").entry(name), faults);
            if (check != null) {
                properties.put(name, check);
            }
        });
        boolean isArray = schema.type() == FieldSchema.Type.ARRAY;
        RuleCheck items = below(schema.items(), place.field(isArray ? "items" : "additionalProperties"), faults);
        return rules.isEmpty() && properties.isEmpty() && items == null
                ? null
                : new RuleCheck(schema, rules, properties, items);
    }

    private static @Nullable RuleCheck below(@Nullable FieldSchema schema, Place place, List<Fault> faults) {
        return schema instanceof CustomSchema custom ? of(custom, place, faults) : null;
    }

    private static List<Rule> compile(CustomSchema schema, Place place, List<Fault> faults) {
        JsonNode documents = schema.document().path("x-kubernetes-validations");
        List<Rule> rules = new ArrayList<>();
        if (documents.isEmpty()) {
            return rules;
        }
        SchemaTypes.Typed typed = SchemaTypes.of(schema);
        ExpressionEnvironment plain = environment(typed, false);
        for (int i = 0; i < documents.size(); i++) {
            JsonNode document = documents.get(i);
            Place at = place.field("x-kubernetes-validations").index(i);
            boolean isOldOptional = document.path("optionalOldSelf").asBoolean(false);
            ExpressionEnvironment environment = isOldOptional ? environment(typed, true) : plain;
            String text = document.path("rule").asString("");
            String messageText = document.path("messageExpression").asString("");
            try {
                Expression condition = environment.compileCondition(text);
                Expression message = null;
                try {
                    message = messageText.isEmpty() ? null : environment.compileText(messageText);
                } catch (ExpressionException e) {
                    faults.add(new Fault(at.field("messageExpression"), messageText, e.reason()));
                }
                boolean usesOld = condition.uses("oldSelf");
                rules.add(new Rule(document, condition, message, usesOld, isOldOptional));
            } catch (ExpressionException e) {
                faults.add(new Fault(at.field("rule"), text, e.reason()));
            }
        }
        return rules;
    }

    private static ExpressionEnvironment environment(SchemaTypes.Typed typed, boolean isOldOptional) {
        return ExpressionEnvironment.of(
                Map.of("self", typed.type(), "oldSelf", isOldOptional ? typed.optional() : typed.type()),
                typed.types(),
                List.of());
    }

    /** {@code old} is what stood there before; null where nothing did, or where nothing says what did. */
    void check(JsonNode value, @Nullable JsonNode old, Place place, FieldErrors errors) {
        if (value.isNull()) {
            return;
        }
        if (!rules.isEmpty()) {
            checkRules(value, old, place, errors);
        }
        if (value.isObject()) {
            value.properties().forEach(entry -> {
                RuleCheck below = schema.type() == FieldSchema.Type.MAP ? items : properties.get(entry.getKey());
                if (below != null) {
                    JsonNode before = old == null ? null : old.get(entry.getKey());
                    below.check(entry.getValue(), before, place.field(entry.getKey()), errors);
                }
            });
        } else if (value.isArray() && items != null) {
            CustomItems named = new CustomItems(schema.document());
            for (int i = 0; i < value.size(); i++) {
                items.check(value.get(i), named.counterpart(value.get(i), old), place.index(i), errors);
            }
        }
    }

    private void checkRules(JsonNode value, @Nullable JsonNode old, Place place, FieldErrors errors) {
        boolean isUnchanged = old != null && SameJson.same(value, old);
        Map<String, Object> variables = new HashMap<>();
        variables.put("self", CelValues.of(value, schema));
        Object before = old == null || old.isNull() ? null : CelValues.of(old, schema);
        for (Rule rule : rules) {
            if (rule.usesOld() ? before == null && !rule.isOldOptional() : isUnchanged) {
                continue;
            }
            Map<String, Object> own = new HashMap<>(variables);
            if (rule.isOldOptional()) {
                own.put("oldSelf", Optional.ofNullable(before));
            } else if (before != null) {
                own.put("oldSelf", before);
            }
            try {
                if (!rule.condition().isTrue(own)) {
                    refuse(rule, rule.messageFor(own), place, errors);
                }
            } catch (ExpressionException e) {
                errors.invalid(place.path(), kind(), e.reason() + " evaluating rule: " + rule.messageFor(own));
            }
        }
    }

    private void refuse(Rule rule, String message, Place place, FieldErrors errors) {
        Place at = place;
        for (String field : ScalePaths.fields(rule.document().path("fieldPath").asString(""))) {
            at = at.field(field);
        }
        switch (rule.document().path("reason").asString("")) {
            case "FieldValueForbidden" -> errors.forbidden(at.path(), message);
            case "FieldValueRequired" -> errors.required(at.path(), message);
            case "FieldValueDuplicate" -> errors.duplicate(at.path(), kind());
            default -> errors.invalid(at.path(), kind(), message);
        }
    }

    /** The type of the value, which stands in for it in messages: values may be large. */
    private String kind() {
        return schema.document().path("type").asString("object");
    }
}
