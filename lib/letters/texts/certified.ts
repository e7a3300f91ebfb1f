import type { Locale } from "@/lib/format/locale"

type CertifiedTexts = {
  done: (at: string, readBack: string) => string
  readBack: (at: string) => string
  restrictionGround: (ground: string) => string
  untilLifted: string
  beside: Record<"gone" | "changed", { title: string; lead: string; head: [string, string, string] }>
}

/** Of a certificate: when something was done and read back, why a restriction holds, and what went beside what was asked. */
export const certifiedTexts: Readonly<Record<Locale, CertifiedTexts>> = {
  ky: {
    done: (at, readBack) => `${at}; кайра окулду: ${readBack}`,
    readBack: (at) => `кайра окулду: ${at}`,
    restrictionGround: (ground) => `Чектөөнүн негизи: ${ground}.`,
    untilLifted:
      "Чектөө алынганга чейин күчүндө болот. Аны алууну каалаган убакта сурай аласыз; башка себеп менен алынса, Сизге алдын ала билдирилет.",
    beside: {
      gone: {
        title: "Суралгандан тышкары жок болгон маалымат",
        lead: "Бул маалыматты жок кылууну эч ким сураган эмес жана ал чечимде жок болчу. Чечим аткарылып жатканда анын булакта калбаганы аныкталды.",
        head: ["Маалымат", "Булак", "Саны"],
      },
      changed: {
        title: "Суралгандан тышкары өзгөргөн маалымат",
        lead: "Бул маалыматты өзгөртүүнү эч ким сураган эмес жана ал чечимде жок болчу. Чечим аткарылып жатканда аны булактын өзү өзгөрттү.",
        head: ["Маалымат", "Булак", "Саны"],
      },
    },
  },
  ru: {
    done: (at, readBack) => `${at}; перечитано: ${readBack}`,
    readBack: (at) => `перечитано: ${at}`,
    restrictionGround: (ground) => `Основание ограничения: ${ground}.`,
    untilLifted:
      "Ограничение действует, пока его не снимут. Вы можете попросить об этом в любое время; если его снимают по другой причине, вам сообщат заранее.",
    beside: {
      gone: {
        title: "Пропало помимо того, о чём просили",
        lead: "Уничтожить эти данные никто не просил, и в решении их не было. При его исполнении обнаружено, что в источнике их больше нет.",
        head: ["Данные", "Источник", "Число"],
      },
      changed: {
        title: "Изменилось помимо того, о чём просили",
        lead: "Изменить эти данные никто не просил, и в решении их не было. При его исполнении их изменил сам источник.",
        head: ["Данные", "Источник", "Число"],
      },
    },
  },
  en: {
    done: (at, readBack) => `${at}; read back: ${readBack}`,
    readBack: (at) => `read back: ${at}`,
    restrictionGround: (ground) => `Ground of the restriction: ${ground}.`,
    untilLifted:
      "The restriction holds until it is lifted. You may ask for that at any time; where it is lifted for another reason, you are told first.",
    beside: {
      gone: {
        title: "Gone beside what was asked",
        lead: "Nobody asked for these data to be erased, and the decision did not name them. While it was carried out they were found to be gone from the source.",
        head: ["Data", "Source", "Count"],
      },
      changed: {
        title: "Changed beside what was asked",
        lead: "Nobody asked for these data to be changed, and the decision did not name them. While it was carried out the source itself changed them.",
        head: ["Data", "Source", "Count"],
      },
    },
  },
}
