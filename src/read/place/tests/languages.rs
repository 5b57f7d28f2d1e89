//! Places in Spanish, German, French and Chinese queries.

use super::check_all;

#[test]
fn spanish() {
    check_all(&[
        ("{asma} a 50 km de Madrid", "Madrid, Spain; 50 km"),
        ("{asma} en Sofía", "Sofia, Sofia-Capital, Bulgaria"),
        ("{asma} Chile", "? Chile"),
        ("{asma} en chile", "Chile"),
        ("{als} en Barcelona", "Barcelona, Catalonia, Spain"),
        ("{als} cerca de Sevilla", "Seville, Andalusia, Spain"),
        ("{als} en la Ciudad de México", "Mexico City, Mexico"),
        (
            "{als} en un radio de 30 km de Valencia",
            "Valencia, Carabobo, Venezuela; 30 km",
        ),
        ("ensayos de {als} en Colombia", "Colombia"),
        ("hospital de Madrid {als}", "Madrid, Spain"),
        (
            "{cáncer de mama} en Barcelona",
            "Barcelona, Catalonia, Spain",
        ),
        (
            "ensayos de {diabetes} cerca de Valencia",
            "Valencia, Carabobo, Venezuela",
        ),
        (
            "vivo en Sevilla y tengo {psoriasis}",
            "Seville, Andalusia, Spain",
        ),
        (
            "{asma} en un radio de 20 km de Bilbao",
            "Bilbao, Basque Country, Spain; 20 km",
        ),
        (
            "{asma} a menos de 30 km de Zaragoza",
            "Zaragoza, Aragon, Spain; 30 km",
        ),
        ("{asma} Madrid", "Madrid, Spain"),
        ("{asma} en Bogotá", "Bogotá, Bogota D.C., Colombia"),
        ("{asma} en la Ciudad de México", "Mexico City, Mexico"),
        ("{asma} en Estados Unidos", "United States"),
        ("{asma} en Nueva York", "New York, New York, United States"),
        ("{asma} en Alemania", "Germany"),
        (
            "mi hijo tiene {asma}, vivimos en Lima",
            "Lima, Lima Province, Peru",
        ),
        (
            "{leucemia} en Buenos Aires Argentina",
            "Buenos Aires, Buenos Aires F.D., Argentina",
        ),
        (
            "{leucemia} Santiago de Chile",
            "Santiago, Santiago Metropolitan, Chile",
        ),
        (
            "{leucemia} en los alrededores de Málaga",
            "Málaga, Andalusia, Spain",
        ),
        ("{cancer du sein} en Belgique", "Belgium"),
    ]);
}

#[test]
fn german() {
    check_all(&[
        (
            "{Brustkrebs} im Umkreis von 50 km um München",
            "Munich, Bavaria, Germany; 50 km",
        ),
        (
            "{als} im Raum Stuttgart",
            "Stuttgart, Baden-Württemberg, Germany",
        ),
        (
            "{als} in der Nähe von Köln",
            "Cologne, North Rhine-Westphalia, Germany",
        ),
        (
            "{als} in Köln und Umgebung",
            "Cologne, North Rhine-Westphalia, Germany",
        ),
        (
            "{als} Uniklinik Heidelberg",
            "Heidelberg, Baden-Württemberg, Germany",
        ),
        (
            "{Brustkrebs} in Heidelberg",
            "Heidelberg, Baden-Württemberg, Germany",
        ),
        (
            "{Brustkrebs} Studien in der Nähe von Freiburg",
            "Freiburg, Baden-Württemberg, Germany",
        ),
        (
            "{Brustkrebs} bei Köln",
            "Cologne, North Rhine-Westphalia, Germany",
        ),
        ("{Brustkrebs} Wien", "Vienna, Austria"),
        ("{Brustkrebs} in Zürich", "Zurich, Switzerland"),
        ("{Brustkrebs} im Raum München", "Munich, Bavaria, Germany"),
        ("{Brustkrebs} Bayern", "Bavaria, Germany"),
        ("{Brustkrebs} Berlin und Umgebung", "Berlin, Germany"),
        ("{Brustkrebs} 30 km um Hamburg", "Hamburg, Germany; 30 km"),
        (
            "{Brustkrebs} höchstens 100 Kilometer von Leipzig entfernt",
            "Leipzig, Saxony, Germany; 100 km",
        ),
        (
            "ich wohne in Münster und habe {MS}",
            "Münster, North Rhine-Westphalia, Germany",
        ),
        ("{Asthma} in der Schweiz", "Switzerland"),
        ("{Asthma} in Österreich", "Austria"),
        (
            "{Asthma} Uniklinik Tübingen",
            "Tübingen, Baden-Württemberg, Germany",
        ),
        (
            "{Asthma} in Essen",
            "Essen, North Rhine-Westphalia, Germany",
        ),
    ]);
}

#[test]
fn french() {
    check_all(&[
        (
            "{asthme} à moins de 30 km de Lyon",
            "Lyon, Auvergne-Rhône-Alpes, France; 30 km",
        ),
        ("{asthme} paris", "Paris, Île-de-France, France"),
        ("{als} à Nice", "Nice, Provence-Alpes-Côte d'Azur, France"),
        (
            "{als} près de Bordeaux",
            "Bordeaux, Nouvelle-Aquitaine, France",
        ),
        ("{als} au Canada", "Canada"),
        ("{als} aux États-Unis", "United States"),
        (
            "{cancer du sein} à Lyon",
            "Lyon, Auvergne-Rhône-Alpes, France",
        ),
        ("{cancer du sein} Paris", "Paris, Île-de-France, France"),
        (
            "{cancer du sein} près de Bordeaux",
            "Bordeaux, Nouvelle-Aquitaine, France",
        ),
        (
            "{cancer du sein} dans un rayon de 50 km autour de Toulouse",
            "Toulouse, Occitanie, France; 50 km",
        ),
        ("{cancer du sein} au Québec", "Quebec City, Quebec, Canada"),
        ("{cancer du sein} à Genève", "Geneva, Switzerland"),
        (
            "j'habite à Nantes, {asthme}",
            "Nantes, Pays de la Loire, France",
        ),
        ("{asthme} CHU de Lille", "Lille, Hauts-de-France, France"),
        (
            "{asthme} aux environs de Strasbourg",
            "Strasbourg, Grand Est, France",
        ),
        (
            "{asthme} à moins de 40 kilomètres de Rennes",
            "Rennes, Brittany, France; 40 km",
        ),
    ]);
}

#[test]
fn chinese() {
    check_all(&[
        ("{肺癌} 上海50公里内", "Shanghai, China; 50 km"),
        ("{乳腺癌} 上海", "Shanghai, China"),
        ("在北京的{肺癌}试验", "Beijing, China"),
        ("浙江省杭州市 {肺癌}", "Hangzhou, Zhejiang, China"),
        ("{糖尿病} 广州附近", "Guangzhou, Guangdong, China"),
        ("我在广州，{肺癌}", "Guangzhou, Guangdong, China"),
        ("{肺癌} 北京市", "Beijing, China"),
        ("{肺癌} 上海附近100公里", "Shanghai, China; 100 km"),
        ("离杭州30公里 {肺癌}", "Hangzhou, Zhejiang, China; 30 km"),
        ("{肺癌} 台北", "Taipei, Taiwan"),
        ("{肺癌} 台灣", "Taiwan"),
        ("{肺癌} 美国", "United States"),
        ("{肺癌} 纽约", "New York, New York, United States"),
        ("{肺癌} 江苏", "Jiangsu, China"),
        ("{乳腺癌} 北京", "Beijing, China"),
        ("{乳腺癌} 广州附近", "Guangzhou, Guangdong, China"),
        ("上海{乳腺癌}临床试验", "Shanghai, China"),
        ("我住在深圳，想找{肺癌}试验", "Shenzhen, Guangdong, China"),
        ("{肺癌} 浙江", "Zhejiang, China"),
        ("{肺癌} 中国杭州", "Hangzhou, Zhejiang, China"),
        ("{肺癌} 武漢", "Wuhan, Hubei, China"),
        ("{肺癌} 香港", "Hong Kong"),
        ("{肺癌} 成都50公里以内", "Chengdu, Sichuan, China; 50 km"),
        ("距离南京30公里 {肺癌}", "Nanjing, Jiangsu, China; 30 km"),
        ("{糖尿病} 重庆市", "Chongqing, China"),
        ("{糖尿病} 新加坡", "Singapore"),
        ("{糖尿病} 伦敦", "London, England, United Kingdom"),
        ("{糖尿病} 法国", "France"),
    ]);
}
