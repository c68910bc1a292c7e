package dev.gyre.node.proxy;

import dev.gyre.node.proxy.Fragment.Element;
import java.util.List;

/** One step from one state of the table to the next. The order of steps is one that the kernel accepts. */
sealed interface Edit {

    record AddSet(String name, String declaration) implements Edit {}

    record AddChain(String name) implements Edit {}

    /** Replaces all rules of a chain. */
    record SetRules(String chain, List<String> rules) implements Edit {}

    record DeleteElement(Element element) implements Edit {}

    record AddElement(Element element, String value) implements Edit {}

    /** Of a chain that nothing leads to any more. */
    record DeleteChain(String name) implements Edit {}

    record DeleteSet(String name) implements Edit {}
}
