import type { Text } from "@/lib/policy/text-schema"
import type { Drift } from "./drift"

/** What was found and what to do about it, in the three languages: for the screen and the command line alike. */
export function sentenceOf(drift: Drift): Text {
  switch (drift.code) {
    case "personal_column": {
      const { table, column } = drift
      return {
        ky: `${table} таблицасында картада жок "${column}" тилкеси бар, ал жеке маалыматка окшош: аны картага киргизиңиз же "ignore" тизмесине себеби менен жазыңыз.`,
        ru: `В таблице ${table} есть столбец "${column}", которого нет в карте и который похож на персональные данные: внесите его в карту или в список "ignore" с причиной.`,
        en: `The table ${table} has a column "${column}" that is not in the map and looks personal: map it, or add it to "ignore" with a reason.`,
      }
    }
    case "table_of_people": {
      const { table, column, target } = drift
      return {
        ky: `Картада жок ${table} таблицасы (${column}) адамдардын ${target} таблицасына шилтейт: аны картага киргизиңиз же "ignore" тизмесине себеби менен жазыңыз.`,
        ru: `Таблица ${table} (${column}), которой нет в карте, ссылается на таблицу людей ${target}: внесите её в карту или в список "ignore" с причиной.`,
        en: `The table ${table} (${column}), which is not in the map, refers to people in ${target}: map it, or add it to "ignore" with a reason.`,
      }
    }
    case "unlinked_table": {
      const { table, column, target } = drift
      return {
        ky: `Картада жок ${table} таблицасында "${column}" тилкеси бар, ал ${target} таблицасындагы адамдарды атаган тилкелердей аталат: аны картага киргизиңиз же "ignore" тизмесине себеби менен жазыңыз.`,
        ru: `В таблице ${table}, которой нет в карте, есть столбец "${column}": так называются столбцы, указывающие на людей в ${target}. Внесите её в карту или в список "ignore" с причиной.`,
        en: `The table ${table}, which is not in the map, has a column "${column}", named as those that say whose a row is in ${target}: map it, or add it to "ignore" with a reason.`,
      }
    }
    case "personal_table": {
      const { table, column } = drift
      return {
        ky: `Картада жок ${table} таблицасынын тилкелери (${column}) жеке маалыматка окшош: аны картага киргизиңиз же "ignore" тизмесине себеби менен жазыңыз.`,
        ru: `В таблице ${table}, которой нет в карте, есть столбцы, похожие на персональные данные (${column}): внесите её в карту или в список "ignore" с причиной.`,
        en: `The table ${table}, which is not in the map, has columns that look personal (${column}): map it, or add it to "ignore" with a reason.`,
      }
    }
    case "missing_column": {
      const { table, column, likely } = drift
      return {
        ky: `${table} таблицасында "${column}" тилкеси жок${likely ? `; балким, азыр ал "${likely}".` : "."} Картаны оңдоңуз же тилкени булакка кайтарыңыз.`,
        ru: `В таблице ${table} нет столбца "${column}"${likely ? `; возможно, теперь это "${likely}".` : "."} Исправьте карту или верните столбец в источник.`,
        en: `The source has no column "${column}" in ${table}${likely ? `; it may be "${likely}" now.` : "."} Correct the map, or give the column back to the source.`,
      }
    }
    case "missing_table": {
      const { table, likely } = drift
      return {
        ky: `Булакта ${table} таблицасы жок${likely ? `; балким, азыр ал ${likely}.` : "."} Картаны оңдоңуз же таблицаны булакка кайтарыңыз.`,
        ru: `В источнике нет таблицы ${table}${likely ? `; возможно, теперь это ${likely}.` : "."} Исправьте карту или верните таблицу в источник.`,
        en: `The source has no table ${table}${likely ? `; it may be ${likely} now.` : "."} Correct the map, or give the table back to the source.`,
      }
    }
    case "holding_table": {
      const { table, column, target } = drift
      return {
        ky: `Картада жок ${table} таблицасы (${column}) саптары өчүрүлө турган ${target} таблицасына шилтейт: аны картага киргизиңиз же "references" тизмесинде атаңыз.`,
        ru: `Таблица ${table} (${column}), которой нет в карте, ссылается на ${target}, строки которой удаляются: внесите её в карту или назовите в "references".`,
        en: `${table} (${column}) refers to ${target}, whose rows are erased, and is not in the data map: map it, or name it under "references".`,
      }
    }
    case "changed_type": {
      const { table, column, full, type } = drift
      return {
        ky: `${table} таблицасынын "${column}" тилкеси азыр ${full}, ал ${type} түрүнө туура келбейт: анын түрү өзгөргөн же картада ката бар. Картадагы "type" маанисин оңдоңуз.`,
        ru: `Столбец "${column}" таблицы ${table} теперь ${full}, что не подходит для ${type}: изменился его тип или ошибка в карте. Исправьте "type" в карте.`,
        en: `The column "${column}" is ${full}, which is no ${type}: its type has changed, or the map is wrong.`,
      }
    }
    case "not_null": {
      const { table, column } = drift
      return {
        ky: `${table} таблицасынын "${column}" тилкеси бош боло албайт: картада аны "fixed: МААНИ" деп өчүрүңүз.`,
        ru: `Столбец "${column}" таблицы ${table} не может быть пустым: удаляйте его в карте через "fixed: ЗНАЧЕНИЕ".`,
        en: `The column "${column}" may not be null: erase it with "fixed: VALUE".`,
      }
    }
    case "too_short": {
      const { table, column, longest, fixed } = drift
      return {
        ky: `${table} таблицасынын "${column}" тилкесине ${longest} белги гана батат, ал эми "${fixed}" андан узун: картада кыскараак маани бериңиз.`,
        ru: `Столбец "${column}" таблицы ${table} вмещает ${longest} знаков, а "${fixed}" длиннее: задайте в карте значение короче.`,
        en: `The column "${column}" takes ${longest} signs, and "${fixed}" has more: give it a shorter one.`,
      }
    }
    case "lacking_right": {
      const { right, table } = drift
      return {
        ky: `Туташтыргычтын логининде картага керектүү укук жок: ага ${table} үчүн ${right} укугун бериңиз.`,
        ru: `У логина коннектора нет права, нужного карте: выдайте ему ${right} на ${table}.`,
        en: `The connector's login lacks a right the map needs: grant ${right} on ${table} to it.`,
      }
    }
    case "excess_right": {
      const { right, table } = drift
      return {
        ky: `Туташтыргычтын логининин укугу картага керектүүдөн көп: андан ${table} үчүн ${right} укугун алып салыңыз.`,
        ru: `Логин коннектора может больше, чем нужно карте: отзовите у него ${right} на ${table}.`,
        en: `The connector's login may do more than the map needs: revoke ${right} on ${table} from it.`,
      }
    }
    case "trigger": {
      const { table, trigger } = drift
      return {
        ky: `${table} таблицасында "${trigger}" триггери бар: ал маалыматты башка жакка көчүрбөйбү, текшериңиз, андан кийин "ignore" тизмесине себеби менен жазыңыз.`,
        ru: `На таблице ${table} есть триггер "${trigger}": проверьте, не копирует ли он данные, и внесите его в список "ignore" с причиной.`,
        en: `The table ${table} has a trigger "${trigger}": see that it copies no data elsewhere, and add it to "ignore" with a reason.`,
      }
    }
    case "copy": {
      const { table, view } = drift
      return {
        ky: `${view} ${table} таблицасынын маалыматын көчүрүп сактайт: өчүрүлгөн маалымат анда калат. Ал качан жаңыланарын аныктап, "ignore" тизмесине себеби менен жазыңыз.`,
        ru: `${view} хранит копию данных таблицы ${table}: удалённое в ней остаётся. Установите, когда она обновляется, и внесите её в список "ignore" с причиной.`,
        en: `${view} keeps a copy of data of ${table}: what is erased stays there. Find out when it is refreshed, and add it to "ignore" with a reason.`,
      }
    }
    case "view": {
      const { table, view } = drift
      return {
        ky: `${view} көрүнүшү ${table} таблицасындагы жеке маалыматты көрсөтөт: аны ким көрөрүн аныктап, "ignore" тизмесине себеби менен жазыңыз.`,
        ru: `Представление ${view} показывает персональные данные таблицы ${table}: установите, кто его видит, и внесите его в список "ignore" с причиной.`,
        en: `The view ${view} shows personal data of ${table}: find out who sees it, and add it to "ignore" with a reason.`,
      }
    }
  }
}
