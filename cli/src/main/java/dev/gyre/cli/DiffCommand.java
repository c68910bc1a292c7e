package dev.gyre.cli;

import dev.gyre.cli.why.FieldChanges;
import dev.gyre.events.history.PastReading;
import dev.gyre.events.history.PastState;
import dev.gyre.events.history.PastState.PastObject;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import java.time.ZonedDateTime;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is different in the cluster between two moments. */
@Command(
        name = "diff",
        exitCodeOnExecutionException = LogReader.COULD_NOT_ASK,
        description =
                "What is different between two moments: objects that came (+), went (-) and changed (~), field by field.",
        footer = {
            "",
            "  gyre diff 15m",
            "  gyre diff 10:32 10:40",
            "  gyre diff 4711 4790 -n shop deployments",
            "",
            "Exit code 0 where nothing is different, 1 where something is, 2 where the log could not be asked.",
            "Events are left out."
        })
final class DiffCommand implements Callable<Integer> {

    @Mixin
    private LogReader reader = new LogReader();

    @Parameters(index = "0", paramLabel = "MOMENT", description = "The earlier moment.")
    private String before = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "MOMENT", description = "The later moment (default: now).")
    private String after = Moment.NOW;

    @Parameters(index = "2", arity = "0..1", paramLabel = "KIND", description = "Only objects of this kind.")
    private @Nullable String kind;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Only objects in this namespace.")
    private @Nullable String namespace;

    @Override
    public Integer call() {
        ZonedDateTime now = ZonedDateTime.now();
        Moment first = Moment.parsePast(before, now);
        Moment last = Moment.parsePast(after, now);
        return reader.ask(source -> {
            source.requireReached(first, last);
            ResourceKind only = kind == null ? null : ObjectArgument.kind(kind, source.kinds());
            PastReading then = LogReader.read(source, first);
            PastReading later = LogReader.readOn(source, then, last);
            return print(objects(then.requireState(), only), objects(later.requireState(), only));
        });
    }

    private static int print(SortedMap<ResourceKey, PastObject> then, SortedMap<ResourceKey, PastObject> later) {
        TreeSet<ResourceKey> keys = new TreeSet<>(then.keySet());
        keys.addAll(later.keySet());
        int differences = 0;
        for (ResourceKey key : keys) {
            differences += print(key, then.get(key), later.get(key)) ? 1 : 0;
        }
        return differences == 0 ? 0 : 1;
    }

    private SortedMap<ResourceKey, PastObject> objects(PastState past, @Nullable ResourceKind only) {
        SortedMap<ResourceKey, PastObject> objects = new TreeMap<>();
        for (PastObject object : past.objects()) {
            ResourceKey key = object.object().key();
            boolean isOfKind = only == null
                    ? !key.plural().equals("events")
                    : key.groupResource().equals(only.groupResource());
            if (isOfKind && (namespace == null || key.namespace().equals(namespace))) {
                objects.put(key, object);
            }
        }
        return objects;
    }

    /** Whether there was something to print. */
    private static boolean print(ResourceKey key, @Nullable PastObject then, @Nullable PastObject later) {
        if (then == null || later == null) {
            System.out.println((then == null ? "+ " : "- ") + key);
            return true;
        }
        if (then.object().revision() == later.object().revision()) {
            return false;
        }
        boolean isAnother = !then.object().uid().equals(later.object().uid());
        System.out.println("~ " + key + (isAnother ? " (another object of this name)" : ""));
        FieldChanges.between(
                        "",
                        then.object().withoutManagedFields().json(),
                        later.object().withoutManagedFields().json())
                .forEach(line -> System.out.println("    " + line.substring(1)));
        return true;
    }
}
