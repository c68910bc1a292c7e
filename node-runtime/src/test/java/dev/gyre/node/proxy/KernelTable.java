package dev.gyre.node.proxy;

import dev.gyre.node.proxy.Fragment.Element;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Carries edits out as strictly as the kernel does: nothing twice, nothing missing, nothing removed that is still used. */
final class KernelTable {

    private static final Pattern GOTO = Pattern.compile("goto ([a-z][^ ,}]*)");
    private static final Pattern SET = Pattern.compile("@(clients-[^ ]*)");

    private final Map<String, String> sets = new TreeMap<>();
    private final Map<String, List<String>> chains = new TreeMap<>();
    private final Map<Element, String> elements = new TreeMap<>();

    void apply(List<Edit> edits) {
        edits.forEach(this::apply);
    }

    private void apply(Edit edit) {
        switch (edit) {
            case Edit.AddSet add -> require(sets.putIfAbsent(add.name(), add.declaration()) == null, edit);
            case Edit.AddChain add -> require(chains.putIfAbsent(add.name(), List.of()) == null, edit);
            case Edit.SetRules set -> {
                require(chains.replace(set.chain(), set.rules()) != null, edit);
                set.rules().forEach(rule -> requireAll(GOTO, rule, chains.keySet(), edit));
                set.rules().forEach(rule -> requireAll(SET, rule, sets.keySet(), edit));
            }
            case Edit.DeleteElement delete -> require(elements.remove(delete.element()) != null, edit);
            case Edit.AddElement add -> {
                require(elements.putIfAbsent(add.element(), add.value()) == null, edit);
                requireAll(GOTO, add.value(), chains.keySet(), edit);
            }
            case Edit.DeleteChain delete -> {
                List<String> rules = chains.remove(delete.name());
                require(rules != null && rules.isEmpty(), edit);
                require(!used(GOTO).contains(delete.name()), edit);
            }
            case Edit.DeleteSet delete -> {
                require(sets.remove(delete.name()) != null, edit);
                require(!used(SET).contains(delete.name()), edit);
            }
        }
    }

    private static void requireAll(Pattern names, String text, Set<String> there, Edit edit) {
        Matcher matcher = names.matcher(text);
        while (matcher.find()) {
            require(there.contains(matcher.group(1)) || matcher.group(1).equals(Table.REFUSE), edit);
        }
    }

    private Set<String> used(Pattern names) {
        Set<String> used = new HashSet<>();
        chains.values().forEach(rules -> rules.forEach(rule -> collect(names, rule, used)));
        elements.values().forEach(value -> collect(names, value, used));
        return used;
    }

    private static void collect(Pattern names, String text, Set<String> into) {
        Matcher matcher = names.matcher(text);
        while (matcher.find()) {
            into.add(matcher.group(1));
        }
    }

    private static void require(boolean holds, Edit edit) {
        if (!holds) {
            throw new AssertionError("the kernel would refuse " + edit);
        }
    }

    @Override
    public String toString() {
        return "sets " + sets + "\nchains " + chains + "\nelements " + elements;
    }
}
