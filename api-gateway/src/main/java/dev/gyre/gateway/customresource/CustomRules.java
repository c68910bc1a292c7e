package dev.gyre.gateway.customresource;

import dev.gyre.gateway.rules.FieldError.Reason;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.StatusRules;
import dev.gyre.schemas.custom.CustomSchema;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Which objects of a kind that users define are valid, in one of its versions. */
final class CustomRules implements KindRules {

    /** Where a value is as wrong as this, rules about it could not say anything. */
    private static final Set<Reason> IN_THE_WAY =
            Set.of(Reason.REQUIRED, Reason.TOO_LONG, Reason.TOO_MANY, Reason.TYPE_INVALID);

    private final ValueCheck values;
    private final @Nullable RuleCheck rules;

    private CustomRules(ValueCheck values, @Nullable RuleCheck rules) {
        this.values = values;
        this.rules = rules;
    }

    static CustomRules of(CustomSchema schema) {
        return new CustomRules(ValueCheck.of(schema.document()), RuleCheck.of(schema, Place.ROOT, new ArrayList<>()));
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
        return false;
    }

    @Override
    public void validateCreate(ObjectNode object, FieldErrors errors) {
        check(object, null, errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        check(object, old, errors);
    }

    @Override
    public StatusRules status() {
        return new StatusRules() {
            @Override
            public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
                check(object, old, errors);
            }
        };
    }

    private void check(ObjectNode object, @Nullable ObjectNode old, FieldErrors errors) {
        FieldErrors own = new FieldErrors();
        values.check(object, old, Place.ROOT, own);
        if (rules != null) {
            boolean isInTheWay = own.all().stream().anyMatch(error -> IN_THE_WAY.contains(error.reason()));
            if (isInTheWay) {
                own.invalid(
                        FieldPath.of("<nil>"),
                        "null",
                        "some validation rules were not checked because the object was invalid; correct the existing errors to"
                                + " complete validation");
            } else {
                rules.check(object, old, Place.ROOT, own);
            }
        }
        errors.addAll(own);
    }
}
