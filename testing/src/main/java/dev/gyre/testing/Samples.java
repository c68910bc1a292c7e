package dev.gyre.testing;

import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.FixedSeedMode;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Which samples every property of the build is tried with. Unasked, each draws the same ones in every run, so that a build says
 * something about the code and not about luck. {@code -Dproperties.seed=random} (or a seed) draws others, and
 * {@code -Dproperties.times=N} N times as many: that is a search, and what it finds becomes a test of its own.
 */
public final class Samples implements AroundPropertyHook {

    private static final String SEED = "properties.seed";
    private static final int UNLESS_SAID = 1000;

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property)
            throws Throwable {
        var attributes = context.attributes();
        int tries = attributes.tries().orElse(UNLESS_SAID);
        boolean isExample = tries == 1;
        attributes.setTries(isExample ? 1 : tries * Integer.getInteger("properties.times", 1));
        if (attributes.seed().isEmpty() && !"random".equals(System.getProperty(SEED))) {
            attributes.setSeed(System.getProperty(SEED, seedOf(context)));
            attributes.setWhenFixedSeed(FixedSeedMode.ALLOW);
            attributes.setAfterFailure(AfterFailureMode.RANDOM_SEED);
        }
        return property.execute();
    }

    private static String seedOf(PropertyLifecycleContext context) {
        return Integer.toString((context.containerClass().getName() + "." + context.label()).hashCode());
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public boolean appliesTo(Optional<AnnotatedElement> element) {
        return true;
    }

    /** Outermost: before anything looks at the attributes. */
    @Override
    public int aroundPropertyProximity() {
        return -100;
    }
}
