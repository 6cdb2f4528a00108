package io.twinproxy.controller.decide;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import java.util.Random;
import java.util.Timer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Deciding sees values and returns values: no clock, I/O, chance, thread, logger, AWS or ZooKeeper type. */
class PurityTest {
    private static final DescribedPredicate<JavaClass> PURE = DescribedPredicate.describe("pure", PurityTest::pure);

    @Test
    void decidingKnowsNothingButValues() {
        classes()
                .should()
                .onlyDependOnClassesThat(PURE)
                .andShould()
                .onlyCallMethodsThat(DescribedPredicate.describe(
                        "tell no time",
                        method -> !method.getOwner().isEquivalentTo(System.class)
                                && !method.getName().equals("random")))
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.twinproxy.controller.decide"));
    }

    private static boolean pure(JavaClass type) {
        String home = type.getBaseComponentType().getPackageName();
        boolean chance = type.isEquivalentTo(Random.class)
                || type.isEquivalentTo(Timer.class)
                || type.isEquivalentTo(UUID.class);
        return type.isPrimitive()
                || type.isEquivalentTo(Duration.class)
                || home.isEmpty()
                || home.equals("io.twinproxy.controller.decide")
                || home.equals("io.twinproxy.coordination.record")
                || home.equals("org.jspecify.annotations")
                || home.startsWith("java.lang")
                || home.equals("java.util.function")
                || home.equals("java.util.stream")
                || (home.equals("java.util") && !chance);
    }
}
