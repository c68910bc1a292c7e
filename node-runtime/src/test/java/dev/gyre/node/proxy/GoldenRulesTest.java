package dev.gyre.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file below {@code proxy} is a scenario: a cluster; after a line {@code == then} what changes in it, if anything; after
 * a line {@code == rules} the script for what came last. {@code -Dgolden.update=true} writes the scripts anew; the change is
 * then reviewed as a diff.
 */
class GoldenRulesTest {

    private static final Path SCENARIOS = Path.of("src/test/resources/proxy");
    private static final String THEN = "\n== then\n";
    private static final String RULES = "\n== rules\n";

    @TestFactory
    Stream<DynamicTest> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            List<Path> scenarios = files.sorted().toList();
            assertThat(scenarios).isNotEmpty();
            return scenarios.stream()
                    .map(file ->
                            DynamicTest.dynamicTest(file.getFileName().toString(), file.toUri(), () -> check(file)));
        }
    }

    private static void check(Path file) throws IOException {
        String text = Files.readString(file);
        int rules = text.indexOf(RULES);
        String given = rules < 0 ? text.stripTrailing() : text.substring(0, rules);
        String expected = rules < 0 ? "" : text.substring(rules + RULES.length());
        String script = script(given);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, given + RULES + script);
        } else {
            assertThat(script).isEqualTo(expected);
        }
    }

    private static String script(String given) {
        int then = given.indexOf(THEN);
        ServiceModel model = new ServiceModel(Objects.HOST, Objects.ADDRESSES);
        model.reset(Objects.read(then < 0 ? given : given.substring(0, then)));
        List<Edit> edits = model.edits();
        if (then >= 0) {
            model.changed(Objects.read(given.substring(then + THEN.length())).stream()
                    .map(Objects::put)
                    .toList());
            edits = model.edits();
        }
        return NftScript.of(new Table("t", "", Objects.HOST), edits);
    }
}
